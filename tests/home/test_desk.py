"""My desk: lines come through slots, the page says how many statements it makes."""

import pytest

from home.pages import DeskPage


def test_it_shows_only_the_readers_own_networks(ana, dara, ocean, sahel):
    assert [network for network, _lines in DeskPage.load(ana.membership).networks] == [ocean]
    assert [network for network, _lines in DeskPage.load(dara.membership).networks] == [sahel]


def test_it_makes_as_many_statements_as_it_says(ana, django_assert_num_queries):
    with django_assert_num_queries(DeskPage.queries):
        DeskPage.load(ana.membership)


def test_a_member_without_a_network_is_told_what_to_do(noor):
    answer = noor.client.get("/")
    assert answer.status_code == 200
    assert b"its coordinator admits you" in answer.content.lower()


@pytest.mark.parametrize("name", ["counterpart", "promises", "writing"])
def test_everybody_reads_the_papers(anonymous, db, name):
    assert anonymous.get(f"/about/{name}/").status_code == 200


def test_there_is_no_other_paper(anonymous, db):
    assert anonymous.get("/about/nothing/").status_code == 404


def test_the_navigation_offers_only_what_answers(ana, ben, sam, anonymous):
    def offered(client, path="/networks/"):
        page = client.get(path).content.decode()
        return {place for place in ("/nominations/", "/record/", "/account/") if f'href="{place}"' in page}

    assert offered(ana.client) == {"/account/"}
    assert offered(ben.client) == offered(sam.client) == {"/account/", "/nominations/", "/record/"}
    assert offered(anonymous) == set()


def test_nobody_is_told_to_wait_for_a_place_which_the_role_has_none_of(sam, gita, otto):
    assert "you look into one by a visit" in sam.client.get("/").content.decode()
    for persona in (gita, otto):
        assert "Guests and observers have no place in a network." in persona.client.get("/").content.decode()
