"""The public page of networks says no more than it may; a network is known inside only to those with a place in it."""

import pytest
from django.utils import timezone

from network.models import ContactPoint, NetworkState
from network.slots import Line
from tests.personas import body, contact_point, long_ago, membership

INVENTED = "AAAAAAAAAAAAAAAAAAAAAA"
PARTS = ["", "members/", "about/"]


@pytest.fixture
def lines_of(monkeypatch):
    """Put a provider into a slot for one test."""
    from network import slots

    def put(name, provider):
        monkeypatch.setitem(slots._providers, name, [provider])

    return put


def text(response):
    return response.content.decode()


# The public page.


def test_everybody_reads_name_purpose_states_and_link_of_a_network(anonymous, ocean):
    ocean.external_url = "https://network.example/"
    ocean.save()
    page = text(anonymous.get("/networks/"))
    for part in ("Indian Ocean platform", "Purpose of Indian Ocean platform.", "Mauritius", "https://network.example/"):
        assert part in page


def test_the_public_page_names_no_person_and_no_way_in(anonymous, ana, cora, henri, ocean):
    page = text(anonymous.get("/networks/"))
    for hidden in ("Example", "Coordinator", "Charter of", ocean.public_id, "My networks"):
        assert hidden not in page


def test_the_public_page_is_the_same_whether_a_network_has_members_or_not(anonymous, ocean):
    before = text(anonymous.get("/networks/"))
    contact_point(membership("someone", _office()), ocean)
    after = text(anonymous.get("/networks/"))
    assert _without_tokens(before) == _without_tokens(after)


def _office():
    from tests.personas import authority

    return authority("MG", "Madagascar", "Ministry of Justice")


def _without_tokens(page):
    """Return the lines which do not change from one answer to the next."""
    return [line for line in page.splitlines() if "csrfmiddlewaretoken" not in line and "data-live-cursor" not in line]


def test_a_state_that_has_left_a_network_is_not_listed(anonymous, ocean):
    NetworkState.objects.filter(network=ocean, body__key="FR").update(until=long_ago(1))
    assert "France" not in text(anonymous.get("/networks/"))


def test_a_member_finds_the_own_networks_first_with_what_is_unread(ana, ocean, sahel, lines_of):
    lines_of("desk.networks", lambda reader, networks: {n: [Line("3 topics", count=3)] for n in networks})
    page = text(ana.client.get("/networks/"))
    mine = page[page.index('id="mine"') : page.index('id="all"')]
    assert "Indian Ocean platform" in mine
    assert "Sahel platform" not in mine
    assert "3 topics" in mine


@pytest.mark.parametrize(
    ("who", "visits", "admits"),
    [("sam", True, True), ("tess", False, False), ("ana", False, False), ("otto", False, False)],
)
def test_only_the_duties_of_the_secretariat_offer_a_visit_or_the_places(who, visits, admits, request, ocean):
    page = text(request.getfixturevalue(who).client.get("/networks/"))
    assert (f"/networks/{ocean.public_id}/visit/" in page) is visits
    assert (f"/networks/{ocean.public_id}/admit/" in page) is admits


# One network.


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("ana", 200),
        ("ben", 200),
        ("chloe", 200),
        ("cora", 200),
        ("henri", 200),
        ("dara", 404),
        ("noor", 404),
        ("sam", 404),
        ("tess", 404),
        ("hugo", 404),
        ("gita", 404),
        ("otto", 404),
    ],
)
def test_who_reads_a_network(part, who, status, request, ocean):
    assert request.getfixturevalue(who).client.get(f"/networks/{ocean.public_id}/{part}").status_code == status


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("who", ["anonymous", "eve", "paul"])
def test_whoever_is_not_completely_signed_in_is_led_to_the_sign_in(part, who, request, ocean):
    someone = request.getfixturevalue(who)
    client = someone if who == "anonymous" else someone.client
    real = client.get(f"/networks/{ocean.public_id}/{part}")
    invented = client.get(f"/networks/{INVENTED}/{part}")
    assert real.status_code == invented.status_code == 302
    assert real.headers["Location"].replace(ocean.public_id, INVENTED) == invented.headers["Location"]


@pytest.mark.parametrize("part", [*PARTS, "admit/", "visit/"])
def test_a_network_one_is_not_in_answers_like_an_invented_one(part, dara, ocean):
    real = dara.client.get(f"/networks/{ocean.public_id}/{part}")
    invented = dara.client.get(f"/networks/{INVENTED}/{part}")
    assert real.status_code == invented.status_code == 404
    assert _without_tokens(text(real).replace(ocean.public_id, INVENTED)) == _without_tokens(text(invented))


def test_the_page_shows_charter_coordinator_by_function_and_states(ana, cora, ocean):
    page = text(ana.client.get(f"/networks/{ocean.public_id}/"))
    for part in ("Charter of Indian Ocean platform.", "Coordinator, France", "Mauritius"):
        assert part in page


def test_a_coordinator_who_has_left_the_office_is_no_longer_named(ana, cora, ocean):
    cora.membership.until = long_ago(1)
    cora.membership.save()
    assert "This network has no coordinator at present." in text(ana.client.get(f"/networks/{ocean.public_id}/"))


def test_other_rooms_put_their_lines_and_tabs_on_the_page(ana, ocean, lines_of):
    lines_of(
        "network.lines",
        lambda reader, networks: {
            n: [
                Line("Questions", "/forums/x/", kind="forum", count=2),
                Line("Moderation log", "/log/", kind="tab"),
                Line("A pinned topic", "/topics/y/", kind="pinned"),
            ]
            for n in networks
        },
    )
    page = text(ana.client.get(f"/networks/{ocean.public_id}/"))
    assert page.index("Moderation log") < page.index(">Forums<") < page.index("Questions") < page.index(">Pinned<")
    assert "/log/" in text(ana.client.get(f"/networks/{ocean.public_id}/members/"))


def test_the_members_are_listed_by_state_with_function_before_name(ana, chloe, ocean):
    page = text(ana.client.get(f"/networks/{ocean.public_id}/members/"))
    assert page.index(">France<") < page.index(">Mauritius<")
    assert page.index("Legal officer, France") < page.index("Chloe Example")


def test_the_list_holds_nobody_who_has_left(ana, eve, ocean):
    page = text(ana.client.get(f"/networks/{ocean.public_id}/members/"))
    assert eve.membership.public_id not in page
    assert "1 member<" in page


def test_only_who_may_admit_finds_the_acts_on_places(ana, cora, chloe, ocean):
    address = f"/networks/{ocean.public_id}/members/"
    end_of_chloe = chloe.membership.contact_points.get().public_id + "/end/"
    assert end_of_chloe in text(cora.client.get(address))
    assert end_of_chloe not in text(ana.client.get(address))


def test_a_network_in_which_nobody_is_any_more_says_so(sam, ocean):
    from network.actions.visits import start_visit

    start_visit(actor=sam.membership, network=ocean, reason="A look.", hours=1)
    assert "Nobody has a place here yet" in text(sam.client.get(f"/networks/{ocean.public_id}/members/"))


def test_the_about_page_names_the_source_of_each_fact(ana, ocean):
    ocean.facts = [{"fact": "It has five States.", "source": "Report, para. 38"}]
    ocean.save()
    page = text(ana.client.get(f"/networks/{ocean.public_id}/about/"))
    assert "It has five States." in page
    assert "Report, para. 38" in page


@pytest.mark.parametrize("public_id", ["%00", "A" * 21 + "%00", "x" * 300, "..%2F..", "\u202e", "1"])
def test_an_address_that_makes_no_sense_is_not_found(public_id, ana):
    assert ana.client.get(f"/networks/{public_id}/").status_code == 404


def test_no_page_title_holds_a_person(ana, chloe, ocean):
    for address in (f"/networks/{ocean.public_id}/members/", f"/members/{chloe.membership.public_id}/"):
        page = text(ana.client.get(address))
        assert "Example" not in page[page.index("<title>") : page.index("</title>")]


def test_a_body_with_a_footnote_shows_it(ana, ocean):
    place = body("MU", "Mauritius")
    place.footnote = {"en": "A note on the name."}
    place.save()
    assert "A note on the name." in text(ana.client.get(f"/networks/{ocean.public_id}/about/"))


def test_a_state_that_has_left_stands_on_the_about_page_no_longer(ana, ocean):
    about = f"/networks/{ocean.public_id}/about/"
    assert "France" in text(ana.client.get(about))
    NetworkState.objects.filter(network=ocean, body__key="FR").update(until=timezone.now())
    assert "France" not in text(ana.client.get(about))


def test_whose_place_has_ended_stands_among_the_members_no_longer(ana, chloe, ocean):
    members = f"/networks/{ocean.public_id}/members/"
    assert chloe.membership.public_id in text(ana.client.get(members))
    ContactPoint.objects.filter(network=ocean, membership=chloe.membership).update(until=timezone.now())
    assert chloe.membership.public_id not in text(ana.client.get(members))


def test_a_coordinator_whose_place_has_ended_is_named_beside_the_network_no_longer(ana, cora, ocean):
    front = f"/networks/{ocean.public_id}/"
    assert cora.membership.public_id in text(ana.client.get(front))
    ContactPoint.objects.filter(network=ocean, membership=cora.membership).update(until=timezone.now())
    assert cora.membership.public_id not in text(ana.client.get(front))
