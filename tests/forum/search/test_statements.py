"""A page of results costs at most six statements, session and membership among them, whatever is asked."""

import pytest
from django.db import connection, models

from forum.models import SearchRow
from forum.names import forget
from forum.search.terms import LOOKED_AT

OPERATORS = [
    "in:requests", "from:me", "from:FR", "from:chloe", "from:nobody", "state:FR", "status:open", "kind:question",
    "code:amber", "before:2090", "after:2020", "has:answer", "-has:answer", "has:file", "-status:solved",
]  # fmt: skip
TOGETHER = "from:me from:FR from:chloe state:FR state:MU in:requests status:open kind:question code:amber -has:answer"


@pytest.mark.parametrize("asked", ["", *OPERATORS, TOGETHER, '"extradition of" from:ana state:mauritius'])
def test_results_come_in_at_most_six_statements(written, ana, chloe, statements, asked):
    for number in range(3):
        written("extradition of", title=f"Topic {number}", requested=[chloe.membership.authority.body])
    client = chloe.client
    client.get("/")
    forget()
    with statements() as made:
        assert client.get("/search/", {"q": f"extradition {asked}"}).status_code == 200
    assert len(made) <= 6, made


@pytest.mark.parametrize("asked", ["status:withdrawn", "has:answer", '"nowhere at all"'])
def test_what_the_index_does_not_know_is_asked_of_so_many_of_the_newest_hits_and_no_more(
    written, found, chloe, statements, asked
):
    """On both databases: the bound stands inside, before what is asked of each row."""
    written("nowhere at all extradition", title="One", status="withdrawn", accepted_count=1)
    with statements() as made:
        assert found(chloe, f"extradition {asked}") == ["One"]
    search = next(one for one in made if "LIMIT 1000" in one)
    inside = search.index(f"LIMIT {LOOKED_AT}")
    condition = search.rindex("LIKE") if '"' in asked else search.rindex("FROM forum_topic t")
    assert inside < condition


@pytest.mark.parametrize("name", ["chloe", "Chloé", "CHLOÉ", "clo", "chloë"])
def test_a_person_is_found_by_the_name_with_and_without_its_accents(written, found, chloe, name):
    chloe.membership.member.name = "Chloé Dupré"
    chloe.membership.member.save(update_fields=["name"])
    written("extradition", title="Hers", author=chloe.membership)
    assert found(chloe, f"extradition from:{name}") == ([] if name == "clo" else ["Hers"])


def test_the_numbers_of_a_row_stand_before_its_texts(db):
    """Of thousands of rows the numbers are read, and a database goes through a row from its beginning."""
    with connection.cursor() as cursor:
        columns = [column.name for column in connection.introspection.get_table_description(cursor, "forum_searchrow")]
    texts = [
        one.column for one in SearchRow._meta.concrete_fields if isinstance(one, models.CharField | models.TextField)
    ]
    assert sorted(columns[-len(texts) :]) == sorted(texts)
    assert {"words", "names"} <= set(texts)
