"""The reference data is whole, and a wrong file is refused with a sentence that says where."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from babel.core import get_global

from network.reference import (
    BODIES,
    LANGUAGES,
    NETWORKS,
    BodyRecord,
    ReferenceDataError,
    body_names,
    load_bodies,
    load_networks,
)

Content = dict[str, Any]

BODY: Content = {
    "key": "FR",
    "kind": "state",
    "alpha2": "FR",
    "alpha3": "FRA",
    "numeric": "250",
    "parent": None,
    "since": "1945-10-24",
    "until": None,
    "succeeded_by": None,
    "source": "ISO 3166-1",
    "names": {},
    "footnote": {},
}
FOUR = {"en": "One", "fr": "Un", "ar": "واحد", "es": "Uno"}
NETWORK: Content = {
    "key": "one",
    "names": FOUR,
    "abbreviation": "",
    "kind": "judicial",
    "status": "active",
    "since": 2008,
    "languages": ["fr"],
    "link_only": False,
    "external_url": None,
    "purpose": FOUR,
    "charter": dict.fromkeys(FOUR, "First.\nSecond."),
    "members": ["FR"],
    "facts": [{"fact": "It exists.", "source": "para. 1"}],
}


@pytest.fixture(scope="module")
def bodies() -> dict[str, BodyRecord]:
    return {body.key: body for body in load_bodies()}


def written(folder: Path, name: str, *records: Content) -> Path:
    path = folder / f"{name}.json"
    path.write_text(json.dumps({"format": 1, "sources": ["A source"], name: records}))
    return path


def refused_body(folder: Path, *records: Content) -> ReferenceDataError:
    with pytest.raises(ReferenceDataError) as refusal:
        load_bodies(written(folder, "bodies", *records))
    return refusal.value


def refused_network(folder: Path, *records: Content) -> ReferenceDataError:
    with pytest.raises(ReferenceDataError) as refusal:
        load_networks(written(folder, "networks", *records), bodies=load_bodies())
    return refusal.value


# The files that come with the project


def test_every_body_has_a_name_in_the_six_languages(bodies: dict[str, BodyRecord]) -> None:
    for body in bodies.values():
        names = body_names(body)
        assert list(names) == list(LANGUAGES)
        assert all(name.strip() for name in names.values())


def test_no_two_bodies_of_today_share_a_name(bodies: dict[str, BodyRecord]) -> None:
    for language in LANGUAGES:
        names = [body_names(body)[language] for body in bodies.values() if not body.until]
        assert len(names) == len(set(names))


def test_the_codes_are_those_of_cldr(bodies: dict[str, BodyRecord]) -> None:
    alias = get_global("territory_aliases")
    listed = [body for body in bodies.values() if body.alpha2 and not body.until]
    assert len(listed) == 249
    for body in listed:
        assert alias[body.alpha3 or ""] == alias[body.numeric or ""] == [body.alpha2]


def test_the_members_of_the_united_nations_and_four_more_are_states(bodies: dict[str, BodyRecord]) -> None:
    states = {body.key for body in bodies.values() if body.kind == "state" and not body.until}
    members = {key for key in states if bodies[key].since}
    assert len(members) == 193
    assert states - members == {"VA", "PS", "CK", "NU"}


def test_a_succession_can_be_followed_to_the_body_of_today(bodies: dict[str, BodyRecord]) -> None:
    yugoslavia = bodies["YUCS"]
    serbia_and_montenegro = bodies[yugoslavia.succeeded_by or ""]
    assert serbia_and_montenegro.since == yugoslavia.until == date(2003, 2, 4)
    assert serbia_and_montenegro.until == date(2006, 6, 3)
    assert bodies[serbia_and_montenegro.succeeded_by or ""].key == "RS"
    assert bodies["GAFISUD"].succeeded_by == "GAFILAT"


def test_a_name_of_the_united_nations_goes_before_that_of_cldr(bodies: dict[str, BodyRecord]) -> None:
    assert body_names(bodies["TR"])["fr"] == "Türkiye"
    assert body_names(bodies["KR"])["en"] == "Republic of Korea"
    assert body_names(bodies["FR"])["en"] == "France"


def test_a_footnote_on_status_stands_in_every_language_we_write(bodies: dict[str, BodyRecord]) -> None:
    for key in ("VA", "PS", "CK", "NU", "EH", "FK", "XK", "TW"):
        assert set(bodies[key].footnote) == {"en", "fr", "ar", "es"}


def test_the_secretariat_is_a_body(bodies: dict[str, BodyRecord]) -> None:
    assert bodies["UNODC"].kind == "organization"
    assert bodies["UNODC"].parent == "UN"


def test_the_file_has_one_body_a_line_in_order() -> None:
    lines = BODIES.read_text(encoding="utf-8").splitlines()
    keys = [json.loads(line.rstrip(","))["key"] for line in lines if line.startswith('{"key"')]
    assert keys == sorted(body.key for body in load_bodies())


def test_every_network_of_the_source_texts_is_there() -> None:
    assert [network.key for network in load_networks()] == [
        "arab-league",
        "asiajust",
        "carin",
        "commonwealth",
        "ejn",
        "eurojust",
        "iberred",
        "indian-ocean",
        "oas",
        "refco",
        "rrag",
        "sahel",
        "wacap",
    ]


def test_every_network_says_what_it_is_and_where_that_is_known_from() -> None:
    for network in load_networks():
        for language in ("en", "fr", "ar", "es"):
            assert network.names[language]
            assert network.purpose[language]
            assert len(network.charter[language].splitlines()) == 2
        assert network.facts


def test_members_are_given_where_the_texts_give_them() -> None:
    members = {network.key: set(network.members) for network in load_networks() if network.members}
    assert members == {"indian-ocean": {"KM", "FR", "MG", "MU", "SC"}, "sahel": {"BF", "ML", "MR", "NE"}}


def test_networks_with_a_platform_elsewhere_are_links() -> None:
    links = {network.key for network in load_networks() if network.link_only}
    assert links == {"carin", "commonwealth", "ejn", "eurojust", "oas", "rrag"}


# Files that are wrong


def test_a_small_right_file_is_read(tmp_path: Path) -> None:
    assert [body.alpha3 for body in load_bodies(written(tmp_path, "bodies", BODY))] == ["FRA"]
    assert load_networks(written(tmp_path, "networks", NETWORK))[0].members == ("FR",)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("key", "fr"),
        ("key", 7),
        ("kind", "country"),
        ("alpha2", "F"),
        ("alpha2", "DE"),
        ("alpha2", None),
        ("alpha3", "fra"),
        ("alpha3", None),
        ("numeric", "25"),
        ("numeric", "٢٥٠"),
        ("numeric", 250),
        ("parent", "QQ"),
        ("parent", "FR"),
        ("succeeded_by", "QQ"),
        ("succeeded_by", "FR"),
        ("since", "1945-13-24"),
        ("since", "24 October 1945"),
        ("since", 1945),
        ("until", "1945-10-24"),
        ("until", "1900-01-01"),
        ("source", ""),
        ("source", " "),
        ("source", None),
        ("source", "turned \u202e round"),
        ("source", "\x00"),
        ("source", "\ud800"),
        ("names", {"de": "Frankreich"}),
        ("names", {"en": ""}),
        ("names", {"en": None}),
        ("names", {"en": "two\nlines"}),
        ("names", []),
        ("footnote", {"en": "Only in English."}),
    ],
)
def test_a_wrong_field_of_a_body_is_named(tmp_path: Path, field: str, value: object) -> None:
    refusal = refused_body(tmp_path, BODY | {field: value})
    assert refusal.field == field
    assert str(refusal).startswith("bodies.json")
    assert f"field “{field}”: " in str(refusal)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("key", "One Two"),
        ("key", "x" * 41),
        ("names", {"en": "One", "fr": "Un", "ar": "واحد"}),
        ("abbreviation", None),
        ("abbreviation", "x" * 21),
        ("kind", "police"),
        ("status", "ended"),
        ("since", "2008"),
        ("since", 208),
        ("since", True),
        ("languages", []),
        ("languages", ["French"]),
        ("languages", ["fr", "fr"]),
        ("link_only", "no"),
        ("external_url", "http://example.org"),
        ("external_url", "javascript:alert(1)"),
        ("purpose", {}),
        ("charter", FOUR),
        ("members", ["QQ"]),
        ("members", ["FR", "FR"]),
        ("members", "FR"),
        ("facts", []),
        ("facts", [{"fact": "It exists.", "source": ""}]),
        ("facts", [{"fact": "It exists."}]),
    ],
)
def test_a_wrong_field_of_a_network_is_named(tmp_path: Path, field: str, value: object) -> None:
    refusal = refused_network(tmp_path, NETWORK | {field: value})
    assert refusal.field in (field, "source")
    assert str(refusal).startswith("networks.json, record “")


def test_a_link_without_an_address_is_refused(tmp_path: Path) -> None:
    assert refused_network(tmp_path, NETWORK | {"link_only": True}).field == "external_url"


def test_an_organization_has_no_code(tmp_path: Path) -> None:
    assert refused_body(tmp_path, BODY | {"kind": "organization"}).field == "alpha2"


def test_a_key_given_twice_is_refused(tmp_path: Path) -> None:
    assert "given twice" in str(refused_body(tmp_path, BODY, BODY))
    assert "given twice" in str(refused_network(tmp_path, NETWORK, NETWORK))


@pytest.mark.parametrize("field", list(BODY))
def test_a_missing_field_is_named(tmp_path: Path, field: str) -> None:
    refusal = refused_body(tmp_path, {name: value for name, value in BODY.items() if name != field})
    assert (refusal.field, refusal.reason) == (field, "this field is missing")


def test_an_unknown_field_is_named(tmp_path: Path) -> None:
    refusal = refused_network(tmp_path, NETWORK | {"flag": "x"})
    assert (refusal.key, refusal.field, refusal.reason) == ("one", "flag", "this field is not known")


def test_a_code_held_by_two_bodies_at_once_is_refused(tmp_path: Path) -> None:
    germany = BODY | {"key": "DE", "alpha2": "DE", "alpha3": "DEU"}
    assert refused_body(tmp_path, BODY, germany).field == "numeric"


def test_a_body_that_succeeds_itself_by_a_detour_is_refused(tmp_path: Path) -> None:
    germany = BODY | {"key": "DE", "alpha2": "DE", "alpha3": "DEU", "numeric": "276", "succeeded_by": "FR"}
    assert refused_body(tmp_path, germany, BODY | {"succeeded_by": "DE"}).field == "succeeded_by"


def test_a_body_without_a_name_in_cldr_must_bring_its_own(tmp_path: Path) -> None:
    refusal = refused_body(tmp_path, BODY | {"names": {"en": "Gaul"}, "until": "1990-01-01"})
    assert refusal.field == "names"
    assert refusal.reason == "there is no name in ar, es, fr, ru, zh"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        "{",
        "[" * 100_000,
        '{"format": 1, "sources": ["x"]}',
        '{"format": 2, "sources": ["x"], "bodies": [{}]}',
        '{"format": true, "sources": ["x"], "bodies": [{}]}',
        '{"format": 1, "sources": [], "bodies": [{}]}',
        '{"format": 1, "sources": ["x"], "bodies": []}',
        '{"format": 1, "sources": ["x"], "bodies": ["FR"]}',
        '{"format": 1, "sources": ["x"], "bodies": [{"key": "FR", "key": "DE"}]}',
        '{"format": 1, "sources": ["x"], "bodies": [{}], "more": 1}',
    ],
)
def test_a_file_of_another_shape_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "bodies.json"
    path.write_text(text)
    with pytest.raises(ReferenceDataError, match=r"^bodies\.json"):
        load_bodies(path)


def test_a_file_that_is_not_there_or_not_utf_8_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReferenceDataError, match=r"cannot be read"):
        load_bodies(tmp_path / "none.json")
    (tmp_path / "latin.json").write_bytes(NETWORKS.read_text(encoding="utf-8").encode("utf-16"))
    with pytest.raises(ReferenceDataError, match=r"cannot be read"):
        load_networks(tmp_path / "latin.json")
