"""Brings the demonstration's people, forums and topics into an empty installation."""

import json
import os
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from forum.models import Forum, Post, RequestedBody, Topic
from forum.models.posts import path_below
from home.access import can_load_demonstration
from home.demonstration.content import read
from home.demonstration.fields import Entry
from home.demonstration.installed import Installed
from home.demonstration.living import live
from home.demonstration.people import Member as Person
from home.demonstration.topics import Topic as Story
from network import audit
from network.actions.factors import give_totp
from network.guard import require
from network.models import Authority, Body, ContactPoint, Member, Membership, Network, NetworkState
from network.readers import System
from writing.markdown import RENDERER_VERSION, render

Say = Callable[[str], None]

# A demonstration's password is made for each installation, of words that are easy to type.
WORDS = (
    *("anchor", "birch", "cedar", "delta", "ember", "fjord", "garnet", "harbour", "island", "jasmine", "kestrel"),
    *("lantern", "meadow", "nectar", "orchard", "pebble", "quarry", "river", "saffron", "timber", "umbra", "valley"),
    *("willow", "yarrow", "zephyr", "atlas", "bronze", "coral", "dune", "estuary", "falcon", "glacier"),
)
OFFICE_AGE = timedelta(days=1500)


@transaction.atomic
def load_demonstration(*, actor: System, say: Say) -> None:
    """The system fills an installation that has no member yet; whole or not at all.

    Afterwards DATA/demonstration.json (mode 0600) tells how to sign in as each of the invented officers.
    """
    require(can_load_demonstration, actor)
    if Member.objects.exists():
        return
    made = Installed(timezone.now(), read())
    made.bodies = {body.key: body for body in Body.objects.all()}
    made.networks = {network.key: network for network in Network.objects.filter(key__in=made.content.networks)}
    password = "-".join(secrets.choice(WORDS) for _word in range(5))
    say(f"{len(made.content.members)} invented officers")
    _add_offices(made)
    _add_people(actor, made, password)
    _add_places(made)
    _add_forums(made)
    say(f"{sum(len(topic.posts) for topic in made.content.topics)} posts in {len(made.content.topics)} topics")
    _add_topics(made)
    say(f"{len(made.content.life)} things that they do about them")
    for act in made.content.life:
        if act.name == "observers":
            _open_to_observers(made, act.entry)
        elif act.name == "overdue":
            _let_time_pass(made, act.entry)
        else:
            live(made, act)
    for network in made.networks.values():
        audit.record("demonstration_loaded", actor=actor, subject=network, duty="technical", network=network)
    transaction.on_commit(lambda: _write_list(made, password))


def _add_offices(made: Installed) -> None:
    for office in made.content.authorities:
        made.offices[office.key] = Authority.objects.create(
            body=made.bodies[office.body],
            kind=office.kind,
            names=dict(office.names),
            zone=office.zone,
            weekend=list(office.weekend),
            since=made.now - OFFICE_AGE,
        )


def _add_people(actor: System, made: Installed, password: str) -> None:
    # One hash for all of them: forty would take ten seconds, and these accounts guard nothing.
    encoded = make_password(password)
    for person in made.content.members:
        member = Member.objects.create(
            email=person.email,
            name=person.name,
            language=_interface_language(person),
            password=encoded,
            is_demonstration=True,
        )
        made.memberships[person.handle] = Membership.objects.create(
            member=member,
            authority=made.offices[person.authority],
            role=person.role,
            function=dict(person.function),
            since=made.now - timedelta(days=max([900, *(place.since_days for place in person.places)])),
            until=_end_of(person, made.now),
            **{f"duty_{duty}": True for duty in person.duties},
        )
        give_totp(actor=actor, member=member, secret=secrets.token_bytes(20))


def _interface_language(person: Person) -> str:
    offered = {code for code, _name in settings.LANGUAGES}
    return person.language if person.language in offered else "en"


def _end_of(person: Person, now: datetime) -> datetime | None:
    if person.ended_days is not None:
        return now - timedelta(days=person.ended_days)
    return now + timedelta(days=60) if person.role == Membership.Role.GUEST else None


def _add_places(made: Installed) -> None:
    for person in made.content.members:
        membership = made.memberships[person.handle]
        for place in person.places:
            network = made.networks[place.network]
            ContactPoint.objects.create(
                network=network,
                membership=membership,
                role=place.role,
                since=made.now - timedelta(days=place.since_days),
                until=membership.until,
            )
            # The source texts name the members of two networks only; here a State is in where its officer is.
            NetworkState.objects.get_or_create(
                network=network,
                body=membership.authority.body,
                defaults={"since": made.now - OFFICE_AGE, "source": "Demonstration"},
            )


def _add_forums(made: Installed) -> None:
    for forum in made.content.forums:
        made.forums[forum.ref] = Forum.objects.create(
            network=made.networks[forum.network],
            key=forum.key,
            names=dict(forum.names),
            purpose=dict(forum.purpose),
            position=forum.position,
        )


def _add_topics(made: Installed) -> None:
    for story in made.content.topics:
        topic = made.topics[story.ref] = _add_topic(made, story)
        for told, post in zip(story.posts, _posts_of(made, story, topic), strict=True):
            post.save(force_insert=True)
            made.posts[story.ref, told.ref] = post
        for key in story.question.requested if story.question else ():
            RequestedBody.objects.create(
                topic=topic, body=made.bodies[key], forum_id=topic.forum_id, is_open=topic.is_open
            )


def _add_topic(made: Installed, story: Story) -> Topic:
    forum = made.forums[story.forum]
    at = story.at.at(made.now)
    last = story.posts[-1]
    last_at = last.at.at(made.now)
    waiting = story.status == Topic.Status.WAITING
    return Topic.objects.create(
        forum=forum,
        network_id=forum.network_id,
        kind=story.kind,
        title=story.title,
        language=story.language,
        author=made.memberships[story.author],
        created_at=at,
        status=story.status,
        waiting_author=waiting and story.waiting_on == "author",
        waiting_body=made.bodies.get(story.waiting_on or "") if waiting else None,
        waiting_since=last_at if waiting else None,
        waiting_until=story.waiting_until.at(made.now) if story.waiting_until else None,
        pinned=story.pinned,
        pinned_at=at if story.pinned else None,
        last_seq=len(story.posts),
        open_seq=len(story.posts),
        posts_count=len(story.posts),
        accepted_count=sum(post.accepted for post in story.posts),
        last_post_at=last_at,
        last_author=made.memberships[last.author],
        **_facts(made, story),
    )


def _facts(made: Installed, story: Story) -> dict[str, Any]:
    asked = story.question
    if asked is None:
        return {}
    return {
        "cooperation": asked.cooperation,
        "requesting": made.bodies[asked.requesting],
        "requested_ids": [made.bodies[key].pk for key in asked.requested],
        "legal_basis": asked.basis,
        "stage": asked.stage,
        "deadline": asked.deadline.at(made.now) if asked.deadline else None,
        "deadline_zone": asked.deadline_zone or "",
        "deadline_reason": asked.deadline_reason,
    }


def _posts_of(made: Installed, story: Story, topic: Topic) -> list[Post]:
    known: dict[str, Post] = {}
    for seq, told in enumerate(story.posts, start=1):
        parent = known.get(told.reply_to or "")
        post = Post(
            topic=topic,
            seq=seq,
            path=path_below(parent.path if parent else "", seq),
            parent=parent,
            in_reply_to=parent,
            author=made.memberships[told.author],
            language=told.language,
            body=told.body,
            html=render(told.body).html,
            renderer=RENDERER_VERSION,
            created_at=told.at.at(made.now),
            accepted_at=told.at.at(made.now) + timedelta(hours=2) if told.accepted else None,
            accepted_by=made.memberships[story.author] if told.accepted else None,
        )
        known[told.ref] = post
    return list(known.values())


def _open_to_observers(made: Installed, said: Entry) -> None:
    Forum.objects.filter(pk=made.forums[said.text("forum")].pk).update(for_observers=True)


def _let_time_pass(made: Installed, said: Entry) -> None:
    """Nobody can say that a day is waited for which is over: it has become so."""
    topic = made.topics[said.text("topic")]
    Topic.objects.filter(pk=topic.pk).update(waiting_until=said.moment("until").at(made.now))


def _write_list(made: Installed, password: str) -> None:
    """Write who can sign in, readable by the owner of the installation alone, whole or not at all."""
    people = [
        {
            "handle": person.handle,
            "email": person.email,
            "password": password,
            "role": person.role,
            "state": made.memberships[person.handle].authority.body.name,
            "networks": [f"{place.network} ({place.role})" for place in person.places],
            "ended": person.ended_days is not None,
        }
        for person in made.content.members
    ]
    path = settings.DATA / "demonstration.json"
    draft = path.with_suffix(".part")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(people, file, ensure_ascii=False, indent=1)
    draft.replace(path)
