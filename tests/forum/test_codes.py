"""Handling codes act: who reads, who raises and lowers, what lists and sockets say of what is narrower."""

import pytest
from django.utils import timezone

from forum.access.codes import can_name_coordinator
from forum.actions import add_post, add_topic, call_in_coordinator, name_on_topic, set_post_code, set_topic_code
from forum.models import NamedAuthority, NamedMember, Offer, Post, Topic
from forum.querysets.lists import listed
from live.models import OutboxEvent
from network.conflicts import Conflict
from network.guard import Refused, audience_of, can
from network.models import ContactPoint, Membership
from tests.factories import forum as make
from tests.personas import contact_point, membership


@pytest.fixture
def place(ocean):
    return make.forum(ocean, "codes")


def told(author, place, code, **options):
    return add_topic(
        author=author.membership, forum=place, kind="question", title="Title", body="Text", code=code, **options
    )


def sees(persona, topic):
    return Topic.objects.visible_to(persona.membership).filter(pk=topic.pk).exists()


def test_red_is_for_the_author_and_those_named(ana, ben, chloe, cora, place):
    topic = told(ana, place, "RED", members=[chloe.membership])
    assert [sees(one, topic) for one in (ana, chloe, ben, cora)] == [True, True, False, False]


def test_amber_strict_is_for_the_offices_named_whether_in_the_network_or_not(ana, ben, chloe, cora, noor, place):
    topic = told(ana, place, "AMBER+STRICT")
    assert [sees(one, topic) for one in (ana, ben, noor, chloe, cora)] == [
        True,
        True,
        noor.membership.authority_id == ana.membership.authority_id,
        False,
        False,
    ]


def test_green_is_read_by_members_of_other_networks_who_do_not_reply(ana, dara, gita, place):
    topic = told(ana, place, "GREEN")
    assert sees(dara, topic)
    assert not sees(gita, topic)
    with pytest.raises(Refused):
        add_post(author=dara.membership, topic=topic, body="May I?")
    assert dara.client.get(topic.get_absolute_url()).status_code == 200
    assert dara.client.get(place.get_absolute_url()).status_code == 404


def test_an_observer_reads_amber_only_where_the_forum_is_marked(ana, otto, ocean):
    marked = make.forum(ocean, "marked", for_observers=True)
    assert sees(otto, told(ana, marked, "AMBER"))
    assert not sees(otto, told(ana, marked, "AMBER+STRICT"))
    assert not sees(otto, told(ana, marked, "RED"))


def test_an_observer_is_led_to_no_page_of_the_network_which_does_not_exist_for_him(ana, otto, ocean):
    marked = make.forum(ocean, "marked", for_observers=True)
    inside = f'href="/networks/{ocean.public_id}/"'
    for thing in (marked, told(ana, marked, "AMBER")):
        page = otto.client.get(thing.get_absolute_url()).content.decode()
        assert ocean.name in page
        assert inside not in page
        assert inside in ana.client.get(thing.get_absolute_url()).content.decode()


def test_a_coordinator_raises_and_cannot_lower(ana, chloe, cora, place):
    topic = told(ana, place, "GREEN")
    set_topic_code(actor=cora.membership, topic=topic, code="AMBER", reason="It is for fewer.")
    with pytest.raises(Refused):
        set_topic_code(actor=cora.membership, topic=topic, code="GREEN")
    with pytest.raises(Refused):
        set_topic_code(actor=chloe.membership, topic=topic, code="RED")
    assert set_topic_code(actor=ana.membership, topic=topic, code="GREEN").code == "GREEN"


def test_a_coordinator_raises_a_post_and_its_author_alone_lowers_it(ana, ben, chloe, cora, henri, place):
    topic = told(chloe, place, "GREEN")
    post = add_post(author=ana.membership, topic=topic, body="For the network.")
    assert set_post_code(actor=cora.membership, post=post, code="AMBER", reason="It is for fewer.").code == "AMBER"
    # A coordinator, a colleague, a helper and the author of the topic: all of them read it still.
    for other in (cora, ben, henri, chloe):
        assert Post.objects.visible_to(other.membership).filter(pk=post.pk).exists()
        with pytest.raises(Refused):
            set_post_code(actor=other.membership, post=post, code="")
    assert Post.objects.get(pk=post.pk).code == "AMBER"
    assert set_post_code(actor=ana.membership, post=post, code="").code == ""


@pytest.mark.parametrize(
    ("who", "offered"),
    [("ana", ["RED", "AMBER+STRICT", "GREEN", "CLEAR"]), ("cora", ["RED", "AMBER+STRICT"]), ("chloe", [])],
)
def test_wider_codes_are_offered_to_the_author_alone(request, ana, place, who, offered):
    topic = told(ana, place, "AMBER")
    page = request.getfixturevalue(who).client.get(f"{topic.get_absolute_url()}readers/").content.decode()
    assert [code for code in Topic.Code.values if f'value="{code}"' in page] == offered


@pytest.mark.parametrize(
    ("who", "offered"), [("ana", ["RED", "AMBER+STRICT", "GREEN"]), ("cora", ["RED", "AMBER+STRICT"])]
)
def test_a_wider_code_of_a_post_is_offered_to_its_author_alone(request, ana, place, who, offered):
    post = make.post(told(ana, place, "GREEN"), ana.membership, code="AMBER")
    page = request.getfixturevalue(who).client.get(f"/posts/{post.public_id}/code/").content.decode()
    assert [code for code in Topic.Code.values if f'value="{code}"' in page] == offered


def test_raised_to_red_it_is_gone_for_the_coordinator_who_did_it(ana, cora, place):
    topic = told(ana, place, "AMBER")
    set_topic_code(actor=cora.membership, topic=topic, code="RED", reason="It is for fewer.")
    assert not sees(cora, topic)
    assert cora.client.get(topic.get_absolute_url()).status_code == 404
    event = OutboxEvent.objects.get(kind="code_changed")
    assert cora.membership.pk in event.was


def test_a_named_member_calls_in_a_coordinator(ana, chloe, cora, ben, place):
    topic = told(ana, place, "RED", members=[chloe.membership])
    with pytest.raises(Refused):
        call_in_coordinator(actor=ben.membership, topic=topic, coordinator=cora.membership)
    with pytest.raises(Conflict):
        call_in_coordinator(actor=chloe.membership, topic=topic, coordinator=ben.membership)
    call_in_coordinator(actor=chloe.membership, topic=topic, coordinator=cora.membership)
    assert sees(cora, topic)


def test_who_coordinated_the_network_before_is_not_called_in(ana, chloe, mauritius, ocean, place):
    former = membership("former", mauritius)
    office = contact_point(former, ocean, "coordinator")
    ContactPoint.objects.filter(pk=office.pk).update(until=timezone.now())
    # He stays in the network: once named he would read.
    contact_point(former, ocean)
    topic = told(ana, place, "RED", members=[chloe.membership])
    with pytest.raises(Conflict, match="Only a coordinator of the network"):
        call_in_coordinator(actor=chloe.membership, topic=topic, coordinator=former)
    assert not Topic.objects.visible_to(former).filter(pk=topic.pk).exists()


def test_an_author_who_only_observes_by_now_calls_in_nobody_he_does_not_see(ana, cora, ocean):
    topic = told(ana, make.forum(ocean, "marked", for_observers=True), "AMBER")
    Membership.objects.filter(pk=ana.membership.pk).update(role=Membership.Role.OBSERVER)
    address = f"{topic.get_absolute_url()}coordinator/"
    said = [
        ana.client.post(address, {"coordinator": which}, follow=True).content.decode()
        for which in (cora.membership.public_id, "A" * 22)
    ]
    assert all("Choose a coordinator of the network." in page for page in said)
    assert not NamedMember.objects.filter(topic=topic, membership=cora.membership).exists()


def test_whoever_reads_and_is_not_named_calls_nobody_in(ana, ben, chloe, henri, place):
    topic = told(ana, place, "AMBER")
    told(ana, place, "RED", members=[chloe.membership])
    assert not can(can_name_coordinator, chloe.membership, topic)
    NamedMember.objects.create(
        topic=topic, membership=henri.membership, named_by=ana.membership, named_at=timezone.now()
    )
    assert can(can_name_coordinator, henri.membership, topic)
    assert not can(can_name_coordinator, ben.membership, topic)


def test_the_manager_of_an_ended_author_lowers_and_not_before(ana, henri, place):
    topic = told(ana, place, "AMBER+STRICT")
    henri.membership.role = Membership.Role.MANAGER
    henri.membership.save()
    with pytest.raises(Refused):
        set_topic_code(actor=henri.membership, topic=topic, code="AMBER")
    Membership.objects.filter(pk=ana.membership.pk).update(until=timezone.now())
    assert set_topic_code(actor=henri.membership, topic=topic, code="AMBER").code == "AMBER"


def test_the_manager_of_another_authority_widens_nothing_when_the_author_has_left(ana, chloe, place):
    topic = told(ana, place, "AMBER")
    Membership.objects.filter(pk=chloe.membership.pk).update(role=Membership.Role.MANAGER)
    Membership.objects.filter(pk=ana.membership.pk).update(until=timezone.now())
    with pytest.raises(Refused):
        set_topic_code(actor=Membership.objects.get(pk=chloe.membership.pk), topic=topic, code="GREEN")


def test_somebody_of_another_network_cannot_be_named(ana, dara, place):
    topic = told(ana, place, "RED")
    with pytest.raises(Conflict):
        name_on_topic(actor=ana.membership, topic=topic, members=[dara.membership])
    assert not NamedMember.objects.filter(topic=topic, membership=dara.membership).exists()


def test_who_has_left_cannot_be_named_whatever_place_is_left_to_him(ana, chloe, ocean, place):
    topic = told(ana, place, "RED")
    Membership.objects.filter(pk=chloe.membership.pk).update(until=timezone.now())
    assert ContactPoint.objects.current().filter(membership=chloe.membership, network=ocean).exists()
    with pytest.raises(Conflict):
        name_on_topic(actor=ana.membership, topic=topic, members=[chloe.membership])
    with pytest.raises(Conflict):
        name_on_topic(actor=ana.membership, topic=topic, authorities=[chloe.membership.authority])
    assert not NamedMember.objects.filter(topic=topic, membership=chloe.membership).exists()
    assert not NamedAuthority.objects.filter(topic=topic, authority=chloe.membership.authority).exists()


def test_a_stricter_post_moves_nothing_that_others_see(ana, ben, chloe, place):
    topic = told(ana, place, "AMBER")
    add_post(author=ben.membership, topic=topic, body="Open.")
    before = next(row for row in listed(place.pk, chloe.membership, {}).topics if row.pk == topic.pk)
    secret = add_post(author=ana.membership, topic=topic, body="For our office.", code="AMBER+STRICT")
    after = next(row for row in listed(place.pk, chloe.membership, {}).topics if row.pk == topic.pk)
    assert (after.open_seq, after.last_post_at, after.last_author_id) == (
        before.open_seq,
        before.last_post_at,
        before.last_author_id,
    )
    assert b"For our office." not in chloe.client.get(topic.get_absolute_url()).content
    assert chloe.client.get(secret.get_absolute_url()).status_code == 404
    set_topic_code(actor=ana.membership, topic=topic, code="AMBER+STRICT")
    assert b"For our office." in ben.client.get(topic.get_absolute_url()).content


def test_the_bell_of_a_stricter_post_rings_for_those_who_may_read_it(ana, ben, chloe, place):
    topic = told(ana, place, "AMBER")
    name_on_topic(actor=ana.membership, topic=topic, members=[ben.membership])
    post = add_post(author=ana.membership, topic=topic, body="Between us.", code="RED")
    event = OutboxEvent.objects.filter(kind="post_added").latest("pk")
    assert (event.label, event.thing_id) == ("forum.Post", post.pk)
    assert ben.membership in audience_of(post)
    assert chloe.membership not in audience_of(post)


def test_an_answer_is_as_strict_as_what_it_answers(ana, ben, place):
    topic = told(ana, place, "AMBER")
    name_on_topic(actor=ana.membership, topic=topic, members=[ben.membership])
    post = add_post(author=ana.membership, topic=topic, body="Between us.", code="RED")
    assert add_post(author=ben.membership, topic=topic, body="Agreed.", parent=post).code == "RED"


def test_a_post_is_never_wider_than_its_topic(ana, place):
    topic = told(ana, place, "AMBER+STRICT")
    assert add_post(author=ana.membership, topic=topic, body="Wider?", code="GREEN").code == ""


def test_a_raised_post_leaves_the_counts_of_the_topic(ana, ben, chloe, cora, place):
    topic = told(ana, place, "AMBER")
    post = add_post(author=ben.membership, topic=topic, body="Too much.")
    set_post_code(actor=cora.membership, post=post, code="RED", reason="It is for fewer.")
    topic.refresh_from_db()
    assert (topic.posts_count, topic.open_seq, topic.narrowed) == (1, 1, True)
    assert not Post.objects.visible_to(chloe.membership).filter(pk=post.pk).exists()
    with pytest.raises(Refused):
        set_post_code(actor=cora.membership, post=post, code="")


def test_a_manager_who_does_not_see_the_post_widens_no_code(ana, mauritius, place):
    post = add_post(author=ana.membership, topic=told(ana, place, "AMBER"), body="For our office.", code="AMBER+STRICT")
    Membership.objects.filter(pk=ana.membership.pk).update(until=timezone.now())
    afar = membership("afar", mauritius, role="manager", function="Head of unit")
    with pytest.raises(Refused):
        set_post_code(actor=afar, post=Post.objects.get(pk=post.pk), code="")


def test_what_may_not_be_read_is_not_waited_for(ana, chloe, place):
    topic = told(ana, place, "AMBER")
    add_post(author=ana.membership, topic=topic, body="For our office.", code="AMBER+STRICT")
    add_post(author=ana.membership, topic=topic, body="For all.")
    page = chloe.client.get(topic.get_absolute_url())
    assert b"For all." in page.content
    row = next(row for row in listed(place.pk, chloe.membership, {}).topics if row.pk == topic.pk)
    assert (row.seq, row.ahead) == (3, 0)


def test_raising_withdraws_the_topic_from_the_networks_it_was_offered_to(ana, dara, ocean, place):
    topic = told(ana, place, "AMBER")
    other = dara.membership.contact_points.first().network
    Offer.objects.create(
        topic=topic,
        network=other,
        forum=make.forum(other, "there"),
        status="accepted",
        proposed_by=ana.membership,
        proposed_at=topic.created_at,
    )
    assert sees(dara, topic)
    set_topic_code(actor=ana.membership, topic=topic, code="AMBER+STRICT")
    assert not sees(dara, topic)
    assert Offer.objects.get(topic=topic).status == "withdrawn"


def test_the_composer_says_who_reads_each_code_before_it_is_sent(ana, ben, chloe, place):
    topic = told(ana, place, "AMBER")
    page = chloe.client.get(topic.get_absolute_url()).content.decode()
    assert "Read by 3 members of 2 States and organizations" in page
    reach = chloe.client.get(f"{topic.get_absolute_url()}reach/?code=AMBER%2BSTRICT").content.decode()
    assert reach.startswith("Read only by the current members of the authorities named on the topic: 1 member of")
    whole = chloe.client.get(f"{topic.get_absolute_url()}readers/").content.decode()
    assert "Nobody reads it yet: who may read is named on the topic." in whole


def test_who_has_left_the_authority_is_not_offered_as_a_reader(ana, henri, place):
    topic = told(ana, place, "AMBER")
    readers = f"{topic.get_absolute_url()}readers/"
    assert henri.membership.public_id in ana.client.get(readers).content.decode()
    Membership.objects.filter(pk=henri.membership.pk).update(until=timezone.now())
    assert henri.membership.public_id not in ana.client.get(readers).content.decode()


def test_whoever_writes_more_strictly_than_the_topic_is_counted_among_those_who_read(ana, chloe, place):
    topic = told(ana, place, "AMBER")
    said = chloe.client.get(f"{topic.get_absolute_url()}reach/?code=RED").content.decode()
    post = add_post(author=chloe.membership, topic=topic, body="Mine.", code="RED")
    assert list(audience_of(post)) == [chloe.membership]
    assert "1 member of 1 State or organization" in said


@pytest.mark.parametrize("code", ["RED", "AMBER+STRICT", "AMBER", "GREEN", "CLEAR"])
def test_what_the_composer_says_of_a_new_topic_is_what_the_topic_then_says(code, ana, ben, chloe, cora, noor, place):
    names = {"members": [chloe.membership.public_id], "authorities": [chloe.membership.authority.public_id]}
    said = ana.client.post(f"{place.get_absolute_url()}reach/", {"code": code, **names}).content.decode()
    sent = {"kind": "practice_note", "title": "T", "language": "en", "body": "B", "code": code, **names}
    fault = ana.client.post(f"{place.get_absolute_url()}new/", {**sent, "title": ""}).content.decode()
    preview = ana.client.post("/preview/", {**sent, "place": f"topic:{place.public_id}"}).content.decode()
    ana.client.post(f"{place.get_absolute_url()}new/", sent)
    topic = Topic.objects.get(title="T")
    readers = audience_of(topic)
    assert f": {readers.count()} member" in said or f"Read by {readers.count()} member" in said
    assert said in ana.client.get(topic.get_absolute_url()).content.decode()
    assert said in fault
    assert said in preview


def test_nobody_is_counted_who_could_not_be_named(ana, dara, place):
    names = {"members": [dara.membership.public_id], "authorities": [dara.membership.authority.public_id]}
    for code in ("RED", "AMBER+STRICT"):
        said = ana.client.post(f"{place.get_absolute_url()}reach/", {"code": code, **names}).content.decode()
        assert "of 1 State or organization" in said


def test_the_preview_without_scripts_says_who_reads_a_reply_and_a_change(ana, chloe, place):
    topic = told(ana, place, "AMBER")
    reply = {"body": "B", "code": "RED", "place": f"reply:{topic.public_id}"}
    assert "named on the topic: 1 member" in chloe.client.post("/preview/", reply).content.decode()
    change = {"body": "B", "place": f"edit:{topic.posts.get().public_id}"}
    assert "Read by " in ana.client.post("/preview/", change).content.decode()
    # Who may not write there is told nothing of who reads.
    elsewhere = {"body": "B", "place": f"edit:{topic.posts.get().public_id}"}
    assert "Read by " not in chloe.client.post("/preview/", elsewhere).content.decode()


def test_a_topic_is_started_red_by_the_form_with_those_who_are_ticked(ana, chloe, cora, place):
    form = {"kind": "practice_note", "title": "T", "language": "en", "body": "B", "code": "RED"}
    sent = {**form, "members": [chloe.membership.public_id]}
    answer = ana.client.post(f"{place.get_absolute_url()}new/", sent)
    topic = Topic.objects.get(title="T")
    assert (answer.status_code, topic.code) == (302, "RED")
    assert [sees(one, topic) for one in (ana, chloe, cora)] == [True, True, False]


def test_a_code_that_is_none_is_refused_with_what_was_typed(ana, place):
    form = {"kind": "practice_note", "title": "T", "language": "en", "body": "Kept words", "code": "BLACK"}
    answer = ana.client.post(f"{place.get_absolute_url()}new/", form)
    assert answer.status_code == 422
    assert "Kept words" in answer.content.decode()
    assert not Topic.objects.filter(title="T").exists()


def test_the_page_of_readers_changes_code_and_names(ana, chloe, cora, place):
    topic = told(ana, place, "AMBER")
    ana.client.post(f"{topic.get_absolute_url()}named/", {"members": [chloe.membership.public_id]})
    assert NamedMember.objects.filter(topic=topic, membership=chloe.membership).exists()
    ana.client.post(f"{topic.get_absolute_url()}code/", {"code": "RED"})
    assert [sees(one, topic) for one in (ana, chloe, cora)] == [True, True, False]
    chloe.client.post(f"{topic.get_absolute_url()}coordinator/", {"coordinator": cora.membership.public_id})
    assert sees(cora, topic)
    ana.client.post(f"{topic.get_absolute_url()}named/", {"members": [cora.membership.public_id]})
    assert [sees(one, topic) for one in (ana, chloe, cora)] == [True, False, True]


def test_a_coordinator_who_raises_beyond_himself_is_led_to_his_desk(ana, cora, place):
    topic = told(ana, place, "AMBER")
    answer = cora.client.post(f"{topic.get_absolute_url()}code/", {"code": "RED", "reason": "It is for fewer."})
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_whoever_reads_green_from_outside_finds_no_way_into_the_forum(ana, dara, place):
    topic = told(ana, place, "GREEN")
    page = dara.client.get(topic.get_absolute_url()).content.decode()
    assert place.get_absolute_url() not in page
    assert 'name="body"' not in page


def test_one_raises_the_own_post_by_its_form(ana, ben, chloe, place):
    topic = told(ana, place, "AMBER")
    post = add_post(author=ana.membership, topic=topic, body="Ours.")
    address = f"/posts/{post.public_id}/code/"
    assert ana.client.post(address, {"code": "AMBER+STRICT"}).status_code == 302
    assert chloe.client.get(address).status_code == 404
    assert ben.client.get(address).status_code == 404
    post.refresh_from_db()
    assert post.code == "AMBER+STRICT"


def test_whoever_may_no_longer_read_is_told_that_it_is_gone_and_nothing_more(ana, ben, chloe, dara, place, heard):
    topic = told(ana, place, "AMBER")
    for one in (ana, ben, chloe, dara):
        heard(one)
    set_topic_code(actor=ana.membership, topic=topic, code="AMBER+STRICT")
    assert heard(chloe)[-1] == {"kind": "gone", "ids": {"topic": topic.public_id}}
    assert heard(ben)[-1]["kind"] == "code_changed"
    assert heard(dara) == []


def test_a_raised_post_is_gone_from_open_pages_of_those_it_keeps_out(ana, ben, chloe, place, heard):
    topic = told(ana, place, "AMBER")
    post = add_post(author=ana.membership, topic=topic, body="Ours.")
    set_topic_code(actor=ana.membership, topic=topic, code="AMBER")
    set_post_code(actor=ana.membership, post=post, code="RED")
    assert heard(chloe)[-1] == {"kind": "gone", "ids": {"post": post.public_id}}


def test_a_code_that_was_raised_and_lowered_leaves_no_trace_in_the_counts(ana, place):
    topic = told(ana, place, "AMBER")
    post = add_post(author=ana.membership, topic=topic, body="Ours.")
    set_post_code(actor=ana.membership, post=post, code="RED")
    set_post_code(actor=ana.membership, post=post, code="")
    topic.refresh_from_db()
    assert (topic.posts_count, topic.open_seq, topic.narrowed) == (2, 2, False)


def test_who_has_just_named_somebody_is_told_at_once_that_he_will_read(ana, chloe, topic):
    set_topic_code(actor=ana.membership, topic=topic, code="RED")
    before = ana.client.get(topic.get_absolute_url()).content.decode()
    name_on_topic(actor=ana.membership, topic=topic, members=[chloe.membership])
    after = ana.client.get(topic.get_absolute_url()).content.decode()
    said = "Read only by the members named on the topic: "
    assert before.split(said)[1].split("<")[0] != after.split(said)[1].split("<")[0]
