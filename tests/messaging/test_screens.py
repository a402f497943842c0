"""What the frames of sealed messages say, and what they do not: no person and no title in the title of a page."""

import hashlib
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from jobs.worker import Worker
from messaging.bundle import bundle
from tests.messaging.things import identity

SCREENS = ("list", "start", "set_up", "my_keys")


def text_of(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("name", SCREENS)
def test_the_title_of_each_screen_names_the_room_and_nothing_else(ana, name):
    assert "<title>Sealed messages · Counterpart</title>" in text_of(ana.client, reverse(f"messaging:{name}"))


def test_the_screen_of_a_person_does_not_name_him(ana, chloe):
    wire = identity({"chloe": chloe}, "chloe").wire
    shown = text_of(ana.client, reverse("messaging:person", args=[wire]))
    assert "<title>Sealed messages · Counterpart</title>" in shown
    assert chloe.membership.member.name not in shown


@pytest.mark.parametrize("name", SCREENS)
def test_without_scripts_it_says_why_and_offers_the_rest(ana, name):
    shown = text_of(ana.client, reverse(f"messaging:{name}"))
    said = re.search(r"<noscript>(.*?)</noscript>", shown, re.DOTALL)
    assert said
    assert "why they need scripts" in said[1]
    assert f'href="{reverse("network:networks")}"' in said[1]


def test_a_profile_leads_to_a_message_to_this_officer(ana, chloe):
    profile = text_of(ana.client, reverse("network:profile", args=[chloe.membership.public_id]))
    address = f"{reverse('messaging:start')}?to={chloe.membership.public_id}"
    assert f'href="{address}"' in profile
    shown = text_of(ana.client, address)
    assert f'data-to="{reverse("network:profile", args=[chloe.membership.public_id])}"' in shown


def test_ones_own_profile_offers_no_message_to_oneself(ana):
    profile = text_of(ana.client, reverse("network:profile", args=[ana.membership.public_id]))
    assert reverse("messaging:start") not in profile


@pytest.mark.parametrize("to", ["A" * 22, "'; --", "", "\0" * 22])
def test_a_name_that_nobody_bears_chooses_nobody(ana, to):
    assert 'data-to=""' in text_of(ana.client, f"{reverse('messaging:start')}?to={to}")


def test_a_guest_is_not_offered_messages(gita):
    assert reverse("messaging:list") not in text_of(gita.client, reverse("home:desk"))


def test_the_navigation_offers_messages_to_officers(ana):
    assert f'href="{reverse("messaging:list")}"' in text_of(ana.client, reverse("home:desk"))


def test_the_page_of_limits_says_the_hash_of_every_script_of_sealed_messages(ana):
    built = bundle()
    assert built is not None, "the front end is not built: make front"
    shown = text_of(ana.client, reverse("home:paper", args=["promises"]))
    said = re.findall(
        r'<dt>[^<]+: <a href="([^"]+)"><bdi>([^<]+)</bdi></a></dt>\s*<dd><code[^>]*>([0-9a-f]{64})', shown
    )
    assert said == [(part.address, part.name, part.sha256) for part in built.parts]
    kinds = sorted(part.kind for part in built.parts)
    assert kinds == ["app", "ar", "argon2", "crypto", "en", "fr", "messages", "worker"]
    for part in built.parts:
        assert hashlib.sha256(Path(finders.find(part.name)).read_bytes()).hexdigest() == part.sha256


def test_each_sealed_composer_leads_to_what_we_cannot_promise(ana, talk):
    for address in (reverse("messaging:start"), reverse("messaging:conversation", args=[talk.wire])):
        shown = text_of(ana.client, address)
        form = re.search(r"<form[^>]*composer--sealed.*?</form>", shown, re.DOTALL)
        assert form, address
        assert f'href="{reverse("home:paper", args=["promises"])}"' in form[0], address


def test_who_heard_that_his_keys_were_fetched_can_still_open_every_page(ana_at):
    """The count of what waits stands on each page, and is read by a statement that knows a reader by numbers alone."""
    ana_at.get("blob")
    Worker().drain()
    assert "fetched" in text_of(ana_at.persona.client, reverse("notices:notices"))


def test_whatever_refuses_a_line_of_a_conversation_says_why_in_words(ana, talk):
    """What is thrown where a line is read and opened stands in place of its text."""
    front = Path(__file__).resolve().parents[2] / "frontend"
    worker = [
        front / "messaging" / "worker" / f"{name}.js" for name in ("entries", "envelopes", "conversation", "epochs")
    ]
    crypto = [front / "crypto" / f"{name}.js" for name in ("reader", "envelope", "epoch", "plain", "padding", "aead")]
    thrown = r"(?:Refusal|Refused|refuseAs)\(\s*\"([a-z-]+)\"|require\([^;]*?,\s*\"([a-z-]+)\"\)"
    found = {
        code for path in [*worker, *crypto] for both in re.findall(thrown, path.read_text()) for code in both if code
    }
    assert {"counter", "epoch-closed", "unknown-suite", "too-large", "padding", "frank", "key-commit"} <= found
    shown = text_of(ana.client, reverse("messaging:conversation", args=[talk.wire]))
    said = set(re.findall(r'data-word="code-([a-z-]+)"', shown))
    # What is erased or withheld is a line of its own kind.
    assert found - said - {"withheld", "erased", "unreadable"} == set()


def test_set_up_says_in_three_sentences_what_it_is_before_anything_is_asked(ana):
    first = re.search(r'data-step="what".*?</section>', text_of(ana.client, reverse("messaging:set_up")), re.DOTALL)
    assert first
    # Apart from what is said to somebody who begins anew.
    said = re.sub(r'<div class="notice.*?</div></div>', "", first[0], flags=re.DOTALL)
    sentences = re.findall(r"<p>([^<]+)</p>", said)
    assert len(sentences) == 3
    assert all(sentence.count(".") == 1 and sentence.endswith(".") for sentence in sentences)
    assert "<input" not in said


def test_how_long_messages_are_kept_is_chosen_where_a_conversation_begins(ana):
    shown = text_of(ana.client, reverse("messaging:start"))
    field = re.search(r'<select id="start-retention".*?</select>', shown, re.DOTALL)
    assert field
    offered = re.findall(r'value="(\d+)"( selected)?', field[0])
    assert offered == [("30", ""), ("90", " selected"), ("365", ""), ("0", "")]
    assert "It cannot be changed later." in shown


def test_the_page_of_limits_says_what_the_server_knows_of_sealed_messages(ana):
    """Who, when, from where, how much: what docs/threat-model.md says of the operator."""
    shown = text_of(ana.client, reverse("home:paper", args=["promises"]))
    assert "The server knows who writes to whom, when, from where and roughly how much." in shown
    assert "It does not know the texts, the titles, the files or their names." in shown
