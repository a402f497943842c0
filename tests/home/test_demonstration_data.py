"""The demonstration's data files: complete, consistent, fictional; and what the reader says of a fault."""

import json
import re
import shutil
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from forum.actions.bookmarks import remind
from forum.models import Attachment, Flag, Offer, Poll, Post
from forum.models import Topic as TopicRow
from home.demonstration.actions import load_demonstration
from home.demonstration.content import HERE, Content, ContentError, Moment, read
from home.demonstration.life import ACTS
from jobs.worker import Worker
from network.actions.reference import load_reference
from network.models import Member, Membership
from network.readers import as_system
from tests.personas import sign_in
from writing.personal import search

NETWORKS = ("indian-ocean", "sahel", "iberred")
# Handles on which the tests' own personas and the printed sign-in list rely, with the role each must hold.
PERSONAS = {
    "ana": "member",
    "ben": "manager",
    "chloe": "member",
    "dara": "member",
    "eve": "member",
    "sam": "secretariat",
    "sara": "secretariat",
    "hugo": "desk_officer",
    "cora": "member",
    "henri": "member",
    "gita": "guest",
    "otto": "observer",
}
ADDRESS = re.compile(r"\S@\S|@\w+\.\w|https?://|www\.")
LONG_NUMBER = re.compile(r"(?:\+|\b00)?\d(?:[ ./()-]?\d){6,}")
CASE_NUMBER = re.compile(
    r"\b(?:no|nº|n°|ref|case|dossier|exp)\.? ?\d|\b\d{2,}/\d{2,}\b|\b[A-Z]{2,}[-/]?\d{3,}", re.IGNORECASE
)
# Paragraphs each article has, so that a citation cannot point beyond the text.
PARAGRAPHS = {
    "Organized Crime": {6: 2, 10: 4, 12: 9, 13: 9, 14: 3, 15: 6, 16: 17, 17: 1, 18: 30, 19: 1, 20: 4, 21: 1, 27: 3},
    "Corruption": {2: 0, 43: 2, 46: 30, 54: 2, 57: 5},
}


@pytest.fixture(scope="module")
def content() -> Content:
    return read()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / "demonstration"
    folder.mkdir()
    for file in ("people.json", "forums.json", "life.json"):
        shutil.copy(HERE / file, folder / file)
    shutil.copytree(HERE / "topics", folder / "topics")
    return folder


def test_there_is_enough_to_look_real(content: Content) -> None:
    assert len(content.topics) >= 55
    assert sum(1 for _ in content.posts()) >= 300
    assert 32 <= len(content.members) <= 45
    assert len(content.authorities) >= 16
    assert len({authority.body for authority in content.authorities} - {"UNODC"}) >= 10
    assert content.networks == NETWORKS
    lengths = [len(topic.posts) for topic in content.topics]
    assert sum(25 <= length <= 45 for length in lengths) >= 3
    assert max(lengths) <= 45
    assert min(lengths) == 1


def test_the_personas_are_there(content: Content) -> None:
    assert {handle: content.member(handle).role for handle in PERSONAS} == PERSONAS
    body = {handle: content.authority(content.member(handle).authority).body for handle in PERSONAS}
    assert body["ana"] == body["ben"] == "MU"
    assert body["chloe"] == "FR"
    assert content.member("ana").authority == content.member("ben").authority
    assert {place.network for place in content.member("ana").places} == {"indian-ocean"}
    assert "indian-ocean" not in {place.network for place in content.member("dara").places}
    assert [(place.network, place.role) for place in content.member("cora").places] == [("indian-ocean", "coordinator")]
    assert [place.role for place in content.member("henri").places] == ["helper"]
    assert [member.handle for member in content.members if member.ended_days is not None] == ["eve"]
    assert content.member("eve").ended_days == 30
    duties = {duty for member in content.members for duty in member.duties}
    assert duties == {"content", "membership", "technical"}


@pytest.mark.parametrize("network", NETWORKS)
def test_each_network_is_staffed(content: Content, network: str) -> None:
    places = [(member, place) for member in content.members for place in member.places if place.network == network]
    roles = Counter(place.role for _, place in places)
    assert roles["coordinator"] == 1
    assert roles["helper"] == 1
    bodies = Counter(content.authority(member.authority).body for member, _ in places)
    assert len(bodies) >= 4
    assert min(bodies.values()) >= 2
    assert max(Counter(member.authority for member, _ in places).values()) >= 2
    assert 3 <= sum(forum.network == network for forum in content.forums) <= 5


def test_france_is_in_one_network_only(content: Content) -> None:
    french = {authority.key for authority in content.authorities if authority.body == "FR"}
    networks = {place.network for member in content.members if member.authority in french for place in member.places}
    assert networks == {"indian-ocean"}


def test_every_forum_has_topics(content: Content) -> None:
    assert {topic.forum for topic in content.topics} == {forum.ref for forum in content.forums}


def test_the_shares_of_the_languages(content: Content) -> None:
    count = Counter(post.language for _, post in content.posts())
    share = {language: number / sum(count.values()) for language, number in count.items()}
    assert share["en"] == pytest.approx(0.50, abs=0.05)
    assert share["fr"] == pytest.approx(0.25, abs=0.05)
    assert share["es"] == pytest.approx(0.20, abs=0.05)
    assert share["ar"] == pytest.approx(0.05, abs=0.02)


def test_arabic_posts_are_written_in_arabic_letters_and_others_are_not(content: Content) -> None:
    for topic, post in content.posts():
        letters = [letter for letter in post.body if letter.isalpha()]
        arabic = sum("\u0600" <= letter <= "\u06ff" for letter in letters) / len(letters)
        assert arabic > 0.9 if post.language == "ar" else arabic == 0, (topic.ref, post.ref)


def test_kinds_statuses_and_stages_all_occur(content: Content) -> None:
    questions = [topic.question for topic in content.topics if topic.question]
    assert {topic.kind for topic in content.topics} == {"question", "consultation", "practice_note", "announcement"}
    assert {topic.status for topic in content.topics} == {
        "open",
        "waiting",
        "answered",
        "solved",
        "no_solution",
        "withdrawn",
    }
    assert {question.stage for question in questions} == {
        "before_request",
        "pending",
        "likely_refusal",
        "refused",
        "appeal",
    }
    assert len({question.cooperation for question in questions}) == 10
    assert {"MU", "FR", "author"} <= {topic.waiting_on for topic in content.topics}
    assert any(len(topic.posts) == 1 for topic in content.topics if topic.question)


def test_some_deadlines_fall_within_three_days_and_name_mauritius(content: Content) -> None:
    urgent = [
        topic
        for topic in content.topics
        if topic.question and topic.question.deadline and Moment(0, 0) < topic.question.deadline < Moment(4, 0)
    ]
    assert len(urgent) >= 5
    assert any("MU" in topic.question.requested for topic in urgent if topic.question)


def test_a_deadline_lies_ahead_and_a_wait_ends_before_it(content: Content) -> None:
    for topic in content.topics:
        deadline = topic.question.deadline if topic.question else None
        assert deadline is None or deadline > Moment(1, 0), topic.ref
        if topic.waiting_until:
            assert topic.waiting_until > Moment(1, 0), topic.ref
            assert deadline is None or topic.waiting_until < deadline, topic.ref


def test_the_asking_authority_belongs_to_the_requesting_state(content: Content) -> None:
    for topic in content.topics:
        if topic.question:
            asker = content.authority(content.member(topic.author).authority)
            assert asker.body == topic.question.requesting, topic.ref


def test_whoever_is_waited_for_did_not_write_last(content: Content) -> None:
    # A promise ("I shall post the answer tomorrow") leaves the turn with the one who promised.
    promised = {
        "urgent-provisional-arrest",
        "lost-on-diplomatic-channel",
        "refusal-consultation",
        "iber-service-short-notice",
        "iber-crypto-freeze",
    }
    for topic in content.topics:
        if topic.waiting_on and topic.ref not in promised:
            last = topic.posts[-1].author
            turn = topic.author if topic.waiting_on == "author" else topic.waiting_on
            assert turn not in (last, content.authority(content.member(last).authority).body), topic.ref


def test_replies_nest_but_not_without_end(content: Content) -> None:
    deepest = 0
    for topic in content.topics:
        depth: dict[str | None, int] = {None: 0}
        for post in topic.posts:
            depth[post.ref] = depth[post.reply_to] + 1
        deepest = max(deepest, *depth.values())
    assert 4 <= deepest <= 6


def test_nothing_in_a_post_points_to_a_person_or_a_case(content: Content) -> None:
    for topic, post in content.posts():
        for text in (topic.title, post.body, topic.question.basis if topic.question else ""):
            for pattern in (ADDRESS, LONG_NUMBER, CASE_NUMBER):
                assert not pattern.search(text), (topic.ref, post.ref, pattern.search(text))


@pytest.mark.parametrize(
    "text", ["a.b@court.example", "+230 201 0000", "01 44 77 60 60", "case 12/2024", "MU-2024", "dossier 118"]
)
def test_the_search_for_personal_data_finds_it(text: str) -> None:
    assert any(pattern.search(text) for pattern in (ADDRESS, LONG_NUMBER, CASE_NUMBER))


def test_no_member_is_named_in_a_body(content: Content) -> None:
    surnames = {part for member in content.members for part in re.findall(r"[^\W\d_]{6,}", member.name)}
    first = {member.name.split()[0] for member in content.members}
    for topic, post in content.posts():
        words = set(re.findall(r"[^\W\d_]{6,}", post.body))
        assert not words & (surnames - first), (topic.ref, post.ref)


def test_no_code_and_no_raw_html_in_posts(content: Content) -> None:
    for topic, post in content.posts():
        assert "`" not in post.body, (topic.ref, post.ref)
        assert not re.search(r"<[a-z/!]|^ {4}\S", post.body, re.MULTILINE), (topic.ref, post.ref)
        assert "\n\n\n" not in post.body
        assert post.body == post.body.strip()


def test_no_sentence_is_used_twice(content: Content) -> None:
    seen: dict[str, str] = {}
    for topic, post in content.posts():
        for sentence in re.split(r"(?<=[.!?؟])\s+|\n+", post.body):
            if len(sentence) >= 40:
                assert sentence not in seen, (seen.get(sentence), topic.ref, sentence)
                seen[sentence] = topic.ref


def test_the_bases_cite_paragraphs_that_exist(content: Content) -> None:
    checked = 0
    for topic in content.topics:
        convention = ""
        for part in topic.question.basis.split(";") if topic.question else ():
            if re.search(r"Corrup", part):
                convention = "Corruption"
            elif re.search(r"Convention|Convención|اتفاقية", part):
                convention = "Organized Crime"
            elif re.search(r"Scheme|Convenio", part):
                continue
            for chunk in re.split(r"(?=article|artículo|المادة)", part)[1:]:
                articles, _, paragraphs = chunk.partition(" p") if "الفقر" not in chunk else chunk.partition("الفقر")
                for article in map(int, re.findall(r"\d+", articles)):
                    last = PARAGRAPHS[convention][article]
                    cited = [int(figure) for figure in re.findall(r"\d+", paragraphs)]
                    assert all(1 <= figure <= last for figure in cited), (topic.ref, article, cited)
                    checked += 1
    assert checked >= 50


def test_authors_held_a_place_in_the_network_when_they_wrote(content: Content) -> None:
    for topic, post in content.posts():
        author = content.member(post.author)
        place = next(place for place in author.places if place.network == topic.network)
        assert -post.at.days < place.since_days, (topic.ref, post.ref)
        assert author.ended_days is None or -post.at.days > author.ended_days, (topic.ref, post.ref)


def test_posts_stand_in_the_order_of_time_and_in_the_past(content: Content) -> None:
    now = datetime(2030, 3, 1, 0, 0, 1, tzinfo=UTC)
    for topic in content.topics:
        times = [post.at.at(now) for post in topic.posts]
        assert times == sorted(set(times)), topic.ref
        assert times[-1] < now, topic.ref


def test_each_side_writes_in_its_waking_hours(content: Content) -> None:
    now = datetime(2030, 3, 1, 12, 0, tzinfo=UTC)
    for topic, post in content.posts():
        zone = ZoneInfo(content.authority(content.member(post.author).authority).zone)
        assert 7 <= post.at.at(now).astimezone(zone).hour <= 18, (topic.ref, post.ref, post.author)


def test_a_moment_counts_from_todays_midnight_in_utc() -> None:
    now = datetime(2030, 3, 1, 23, 59, tzinfo=UTC)
    assert Moment(-12, 570).at(now) == datetime(2030, 2, 17, 9, 30, tzinfo=UTC)
    assert Moment(3, 720).at(now) == datetime(2030, 3, 4, 12, 0, tzinfo=UTC)


SAHEL = "topics/sahel.json"
FAULTS = [
    ("people.json", ("members", 0, "authority"), "nowhere-central", "member ana", "authority"),
    ("people.json", ("members", 0, "email"), "ana@gov.mu", "member ana", "email"),
    ("people.json", ("members", 0, "role"), "boss", "member ana", "role"),
    ("people.json", ("members", 0, "duties"), ["content"], "member ana", "duties"),
    ("people.json", ("members", 0, "handle"), "ben", "member ben", "handle"),
    ("people.json", ("members", 0, "function"), {"fr": "Chargée"}, "member ana", "function"),
    ("people.json", ("members", 0, "networks", 0, "network"), "atlantis", "member ana, place in a network", "network"),
    ("people.json", ("members", 0, "networks", 0, "since_days"), True, "member ana, place in a network", "since_days"),
    ("people.json", ("members", 0, "ended_days"), 9000, "member ana", "ended_days"),
    ("people.json", ("members", 0, "nickname"), "A", "member ana", "nickname"),
    ("people.json", ("authorities", 0, "zone"), "Indian/Atlantis", "authority mu-central", "zone"),
    ("people.json", ("authorities", 0, "zone"), "../etc/passwd", "authority mu-central", "zone"),
    ("people.json", ("authorities", 0, "weekend"), [6, 5], "authority mu-central", "weekend"),
    ("people.json", ("authorities", 0, "body"), "Mauritius", "authority mu-central", "body"),
    ("forums.json", (0, "position"), 2, "forum assets", "position"),
    ("forums.json", (0, "names"), {"en": " "}, "forum requests", "names"),
    (SAHEL, (0, "forum"), "sahel/nowhere", "topic sahel-judicial-police-papers", "forum"),
    (SAHEL, (0, "kind"), "announcement", "topic sahel-judicial-police-papers", "question"),
    (SAHEL, (0, "status"), "waiting", "topic sahel-judicial-police-papers", "waiting_on"),
    (SAHEL, (0, "waiting_until"), "+2d 10:00", "topic sahel-judicial-police-papers", "waiting_until"),
    (SAHEL, (0, "author"), "bakary", "topic sahel-judicial-police-papers", "author"),
    (SAHEL, (0, "at"), "yesterday", "topic sahel-judicial-police-papers", "at"),
    (SAHEL, (0, "posts"), [], "topic sahel-judicial-police-papers", "posts"),
    (SAHEL, (0, "posts", 4, "accepted"), False, "topic sahel-judicial-police-papers", "status"),
    (SAHEL, (1, "waiting_on"), "BF", "topic sahel-detention-deadline", "waiting_on"),
    (SAHEL, (1, "question", "requested"), ["ML"], "topic sahel-detention-deadline, question", "requested"),
    (SAHEL, (1, "question", "requested"), ["FR"], "topic sahel-detention-deadline, question", "requested"),
    (SAHEL, (1, "question", "deadline"), None, "topic sahel-detention-deadline, question", "deadline_zone"),
    (SAHEL, (1, "question", "deadline_reason"), "", "topic sahel-detention-deadline, question", "deadline_reason"),
    (SAHEL, (1, "posts", 1, "author"), "nobody", "topic sahel-detention-deadline, post p2", "author"),
    (SAHEL, (1, "posts", 1, "author"), "chloe", "topic sahel-detention-deadline, post p2", "author"),
    (SAHEL, (1, "posts", 1, "reply_to"), "p3", "topic sahel-detention-deadline, post p2", "reply_to"),
    (SAHEL, (1, "posts", 1, "at"), "-90d 10:00", "topic sahel-detention-deadline, post p2", "at"),
    (SAHEL, (1, "posts", 4, "at"), "-0d 10:00", "topic sahel-detention-deadline, post p5", "at"),
    (SAHEL, (1, "posts", 1, "at"), "-3d 25:00", "topic sahel-detention-deadline, post p2", "at"),
    (SAHEL, (1, "posts", 1, "body"), "  ", "topic sahel-detention-deadline, post p2", "body"),
    (SAHEL, (1, "posts", 1, "language"), "de", "topic sahel-detention-deadline, post p2", "language"),
    (SAHEL, (1, "posts", 1), "p2", "topic sahel-detention-deadline, post number 2", "(whole)"),
    (SAHEL, (1, "posts", 0, "accepted"), True, "topic sahel-detention-deadline, post p1", "accepted"),
]


@pytest.mark.parametrize(("file", "path", "value", "entry", "field"), FAULTS)
def test_a_fault_is_named_by_file_entry_and_field(
    copy: Path, file: str, path: tuple[str | int, ...], value: object, entry: str, field: str
) -> None:
    data = json.loads((copy / file).read_text(encoding="utf-8"))
    inner = data
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    (copy / file).write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        read(copy)
    assert (caught.value.file, caught.value.entry, caught.value.field) == (file, entry, field)
    assert all(part in str(caught.value) for part in (file, entry, field))


def test_a_missing_field_is_named(copy: Path) -> None:
    data = json.loads((copy / SAHEL).read_text(encoding="utf-8"))
    del data[0]["posts"][1]["body"]
    (copy / SAHEL).write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(ContentError, match="post p2: field “body” is missing"):
        read(copy)


def test_an_ended_member_cannot_have_written_afterwards(copy: Path) -> None:
    file = copy / "people.json"
    data = json.loads(file.read_text(encoding="utf-8"))
    next(member for member in data["members"] if member["handle"] == "eve")["ended_days"] = 150
    file.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(ContentError, match="had no place in the network “indian-ocean” on that day: “eve”"):
        read(copy)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"[{]", "is not valid JSON"),
        (b"\xff\xfe", "is not UTF-8"),
        (b'[{"ref": "a", "ref": "b"}]', "is written twice"),
        (b'{"ref": "a"}', "must be a list"),
    ],
)
def test_a_damaged_file_is_named(copy: Path, raw: bytes, words: str) -> None:
    (copy / SAHEL).write_bytes(raw)
    with pytest.raises(ContentError, match=words) as caught:
        read(copy)
    assert caught.value.file == SAHEL


def test_missing_files_are_named(copy: Path) -> None:
    shutil.rmtree(copy / "topics")
    with pytest.raises(ContentError, match="holds no topic"):
        read(copy)
    (copy / "people.json").unlink()
    with pytest.raises(ContentError, match=r"people\.json.*cannot be read"):
        read(copy)


def test_a_topic_written_in_two_files_is_refused(copy: Path) -> None:
    shutil.copy(copy / SAHEL, copy / "topics" / "sahel_again.json")
    with pytest.raises(ContentError, match="is used twice") as caught:
        read(copy)
    assert caught.value.file == "topics/sahel_again.json"


# What the officers do about the topics.


def test_every_kind_of_act_occurs(content: Content) -> None:
    assert {act.name for act in content.life} == set(ACTS)


def test_nothing_that_they_say_points_to_a_person_or_a_case(content: Content) -> None:
    names = {part for member in content.members for part in member.name.split()}
    for act in content.life:
        if act.name == "nominate":
            continue
        said = " ".join(value for value in act.entry.data.values() if isinstance(value, str))
        files = " ".join(file["text"] for file in act.entry.data.get("files", ()))
        assert search(f"{said}\n{files}") == [], act.entry.name
        assert not names & set(re.findall(r"\w+", said)), act.entry.name


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("act", "sing", "must be one of"),
        ("by", "nobody", "unknown member"),
        ("topic", "nowhere", "unknown topic"),
        ("post", "p99", "unknown post"),
        ("mood", "good", "is not known here"),
    ],
)
def test_a_fault_in_an_act_is_named(copy: Path, field: str, value: str, words: str) -> None:
    file = copy / "life.json"
    acts = json.loads(file.read_text(encoding="utf-8"))
    helped = next(act for act in acts if act["act"] == "helped")
    helped[field] = value
    file.write_text(json.dumps(acts), encoding="utf-8")
    with pytest.raises(ContentError, match=words):
        read(copy)


@pytest.mark.django_db
def test_everybody_who_works_here_finds_something_on_the_desk(settings, tmp_path) -> None:
    settings.DATA, settings.FILES = tmp_path, tmp_path / "files"
    load_reference(actor=as_system("a test"))
    load_demonstration(actor=as_system("a test"), say=lambda _words: None)
    Member.objects.update(language="en")
    remind(actor=as_system("a test"))
    Worker().drain()
    empty = []
    for membership in Membership.objects.exclude(role="guest").filter(until=None).select_related("member"):
        client = Client()
        client.cookies["session"] = sign_in(membership)
        if "Nothing waits for you" in client.get("/").content.decode():
            empty.append(membership.member.email)
    assert empty == []
    waiting = {
        "consent": Offer.objects.filter(status="proposed").count(),
        "decision": Offer.objects.filter(status="offered").count(),
        "accepted": Offer.objects.filter(status="accepted").count(),
        "reports": Flag.objects.filter(status="open").count(),
        "codes": set(TopicRow.objects.values_list("code", flat=True)),
    }
    assert waiting == {
        "consent": 2,
        "decision": 1,
        "accepted": 1,
        "reports": 3,
        "codes": {"RED", "AMBER+STRICT", "AMBER", "GREEN", "CLEAR"},
    }
    assert Attachment.objects.count() == 2
    assert Post.objects.filter(hidden_at__isnull=False).count() == 1
    for poll in Poll.objects.all():
        end = poll.until.astimezone(ZoneInfo(poll.zone))
        assert (end.hour, end.minute, end.second, end.microsecond) == (0, 0, 0, 0)
