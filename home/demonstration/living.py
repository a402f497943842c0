"""Does what the officers of the demonstration do, each by the action of the forum that does it for everybody."""

import io
from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from typing import Any

from forum import actions
from forum.actions import Facts, PollFacts
from forum.forms.polls import zone_of
from forum.models import Offer, Poll, Post, Topic
from home.demonstration.fields import Entry, entry, items
from home.demonstration.installed import Installed
from home.demonstration.life import Act
from network.actions.nominations import Nominee, nominate
from network.calendar import zone_named
from network.models import Membership
from writing.actions.files import receive_whole
from writing.models import StoredFile

Doing = Callable[[Installed, Membership, Entry], object]


def live(made: Installed, act: Act) -> None:
    """Do ACT; whatever the rule refuses is a fault of the data file and raises."""
    DOINGS[act.name](made, made.memberships[act.by], act.entry)


def _topic(made: Installed, who: Membership, said: Entry) -> Topic:
    topics = Topic.objects.visible_to(who).select_related("forum", "author")
    found: Topic = topics.get(pk=made.topics[said.text("topic")].pk)
    return found


def _post(made: Installed, who: Membership, said: Entry) -> Post:
    posts = Post.objects.visible_to(who).select_related("topic__forum__network", "author__authority")
    found: Post = posts.get(pk=made.posts[said.text("topic"), said.text("post")].pk)
    return found


def _named(made: Installed, said: Entry) -> dict[str, Any]:
    return {
        "members": [made.memberships[handle] for handle in said.texts("members")],
        "authorities": [made.offices[key] for key in said.texts("authorities")],
    }


def _code(made: Installed, who: Membership, said: Entry) -> None:
    actions.set_topic_code(actor=who, topic=_topic(made, who, said), code=said.text("code"), **_named(made, said))


def _name(made: Installed, who: Membership, said: Entry) -> None:
    actions.name_on_topic(actor=who, topic=_topic(made, who, said), **_named(made, said))


def _post_code(made: Installed, who: Membership, said: Entry) -> None:
    actions.set_post_code(actor=who, post=_post(made, who, said), code=said.text("code"))


def _offer(made: Installed, who: Membership, said: Entry) -> None:
    network = made.networks[said.text("network")]
    actions.propose_offer(actor=who, topic=_topic(made, who, said), network=network, note=said.text("note"))


def _accept(made: Installed, who: Membership, said: Entry) -> None:
    offer = Offer.objects.visible_to(who).get(
        topic=_topic(made, who, said), network=made.networks[said.text("network")]
    )
    actions.accept_offer(actor=who, offer=offer, forum=made.forums[said.text("forum")])


def _ask(made: Installed, who: Membership, said: Entry) -> None:
    facts = Facts(
        cooperation=said.text("cooperation"),
        requesting=made.bodies[said.text("requesting")],
        requested=[made.bodies[key] for key in said.texts("requested")],
        legal_basis=said.text("basis"),
        stage=said.text("stage"),
    )
    made.topics[said.text("ref")] = actions.ask_network(
        author=who,
        network=made.networks[said.text("network")],
        title=said.text("title"),
        body=said.text("body"),
        language=said.text("language"),
        facts=facts,
    )


def _reply(made: Installed, who: Membership, said: Entry) -> None:
    files = [_file(who, one) for one in items(said.file, f"{said.name}, file", said.entries("files"), "name")]
    actions.add_post(
        author=who,
        topic=_topic(made, who, said),
        body=said.text("body"),
        language=said.text("language"),
        files=[file for file, _code_of_it in files],
        file_codes={file.public_id: code for file, code in files},
        poll=None
        if said.absent("poll")
        else _poll(made, who, entry(said.file, f"{said.name}, poll", said.data["poll"])),
    )


def _file(who: Membership, said: Entry) -> tuple[StoredFile, str]:
    said.holds("name", "text", "code")
    content = said.text("text").encode()
    file = receive_whole(actor=who, name=said.text("name"), content=io.BytesIO(content), size=len(content))
    return file, said.text("code", blank=True)


def _poll(made: Installed, who: Membership, said: Entry) -> PollFacts:
    """It is open to the end of its last day, as the author's own clock has it."""
    said.holds("question", "choices", "voter", "many", "days")
    name = zone_of(who)
    zone = zone_named(name)
    after = made.now.astimezone(zone).date() + timedelta(days=said.number("days", 1) + 1)
    until = datetime.combine(after, time(), zone)
    return PollFacts(said.text("question"), said.texts("choices"), said.text("voter"), said.flag("many"), until, name)


def _vote(made: Installed, who: Membership, said: Entry) -> None:
    poll = Poll.objects.visible_to(who).filter(post__topic=_topic(made, who, said)).latest("pk")
    actions.vote(actor=who, poll=poll, positions=said.entries("choices"))


def _helped(made: Installed, who: Membership, said: Entry) -> None:
    actions.say_helped(actor=who, post=_post(made, who, said))


def _bookmark(made: Installed, who: Membership, said: Entry) -> None:
    remind_at = made.now + timedelta(days=said.number("remind_days", 0))
    actions.keep_post(actor=who, post=_post(made, who, said), note=said.text("note"), remind_at=remind_at)


def _follow(made: Installed, who: Membership, said: Entry) -> None:
    actions.set_follow(actor=who, thing=_topic(made, who, said), level=said.text("level"))


def _flag(made: Installed, who: Membership, said: Entry) -> None:
    actions.flag_post(actor=who, post=_post(made, who, said), kind=said.text("kind"), words=said.text("words"))


def _hide(made: Installed, who: Membership, said: Entry) -> None:
    actions.hide_post(actor=who, post=_post(made, who, said), reason=said.text("reason"))


def _edit(made: Installed, who: Membership, said: Entry) -> None:
    post = _post(made, who, said)
    actions.edit_post(
        actor=who, post=post, body=said.text("body"), version=post.version, reason=said.text("reason", blank=True)
    )


def _erase(made: Installed, who: Membership, said: Entry) -> None:
    actions.ask_erasure(actor=who, post=_post(made, who, said), reason=said.text("reason"))


def _hold(made: Installed, who: Membership, said: Entry) -> None:
    actions.ask_hold(actor=who, topic=_topic(made, who, said), reason=said.text("reason"))


def _nominate(_made: Installed, who: Membership, said: Entry) -> None:
    person = Nominee(said.text("name"), said.text("email"), {"en": said.text("function")}, said.text("language"))
    nominate(actor=who, authority=who.authority, person=person)


DOINGS: Mapping[str, Doing] = {
    "accept": _accept,
    "ask": _ask,
    "bookmark": _bookmark,
    "code": _code,
    "edit": _edit,
    "erase": _erase,
    "flag": _flag,
    "follow": _follow,
    "helped": _helped,
    "hide": _hide,
    "hold": _hold,
    "name": _name,
    "nominate": _nominate,
    "offer": _offer,
    "post_code": _post_code,
    "reply": _reply,
    "vote": _vote,
}
