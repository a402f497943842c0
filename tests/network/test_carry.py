"""A form sent after the session ended: the text comes back to the same member, and to nobody else."""

import html
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from network.carry import open_carried
from network.models import Member, Session
from tests.network.test_addresses import later
from tests.network.test_factors import stale
from tests.network.test_passkeys import device, register
from tests.network.test_sign_in import code, enter, with_password, with_totp

TEXT = "The central authority asks whether dual criminality is met.\nWith thanks, and in two lines: ≥ 2 years."


@pytest.fixture
def ready(ana):
    return with_totp(with_password(ana))


@pytest.fixture
def browser(ready) -> Client:
    """Ana's browser, which has signed in through the pages."""
    return signed_in(ready)


def signed_in(persona) -> Client:
    browser = Client()
    enter(browser, persona)
    browser.post("/second-factor/", {"code": code()})
    assert browser.get("/account/").status_code == 200
    return browser


def end(persona) -> None:
    Session.objects.filter(member=persona.member).delete()


def carried_in(answer) -> str:
    found = re.search(r'name="carried" value="([^"]+)"', answer.content.decode())
    return html.unescape(found.group(1)) if found else ""


def send(browser: Client, path: str = "/topics/abc/reply/", **fields):
    return browser.post(path, {"body": TEXT, "csrfmiddlewaretoken": "old", **fields})


def test_the_text_comes_back_after_sign_in_and_is_sent_by_a_button(browser, ready):
    end(ready)
    page = send(browser)
    assert page.status_code == 200
    assert TEXT.split("\n")[0] not in page.content.decode()
    step = enter(browser, ready, carried=carried_in(page))
    assert step.status_code == 200
    shown = browser.post("/second-factor/", {"code": code(1), "carried": carried_in(step)})
    text = html.unescape(shown.content.decode())
    assert "dual criminality is met" in text
    assert 'action="/topics/abc/reply/"' in text
    assert "old" not in re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)


def test_nothing_is_done_with_it_before_the_button(browser, ready):
    end(ready)
    sealed = carried_in(send(browser, "/language/away/", language="ar"))
    step = enter(browser, ready, carried=sealed)
    browser.post("/second-factor/", {"code": code(1), "carried": carried_in(step)})
    ready.member.refresh_from_db()
    assert ready.member.language == "en"


def test_an_idle_session_keeps_the_text_as_well(browser, ready):
    with later(1.5):
        assert carried_in(send(browser))


def test_after_sign_out_in_another_tab_too(browser):
    browser.post("/sign-out/")
    assert carried_in(send(browser))


def test_another_member_does_not_see_it(browser, ready, ben):
    end(ready)
    sealed = carried_in(send(browser))
    with_totp(with_password(ben))
    step = enter(browser, ben, carried=sealed)
    shown = browser.post("/second-factor/", {"code": code(), "carried": carried_in(step)}, follow=False)
    assert shown.headers["Location"] == reverse("home:desk")
    assert open_carried(sealed, ben.member) is None
    assert open_carried(sealed, ready.member) is not None


def test_it_goes_through_a_passkey_as_well(ana):
    with_totp(with_password(ana))
    browser = signed_in(ana)
    register(browser, device())
    end(ana)
    sealed = carried_in(send(browser))
    fresh = signed_in_again(ana)
    page = fresh.post("/carried/", {"carried": sealed})
    assert "dual criminality is met" in html.unescape(page.content.decode())


def signed_in_again(persona) -> Client:
    persona.__dict__.pop("client", None)
    return persona.client


def test_a_changed_or_invented_text_is_not_opened(browser, ready):
    for sealed in ("x", "A" * 400, ""):
        assert browser.post("/carried/", {"carried": sealed}).headers["Location"] == reverse("home:desk")


def test_it_waits_a_day(browser, ready):
    end(ready)
    sealed = carried_in(send(browser))
    with later(25):
        assert open_carried(sealed, ready.member) is None


def test_a_browser_in_which_nobody_signed_in_is_led_to_the_sign_in(db, anonymous):
    assert send(anonymous).headers["Location"] == "/sign-in/"


def test_what_exists_and_what_does_not_get_the_same_answer(browser, ready):
    end(ready)
    paths = ("/resets/abc/confirm/", "/invented/anything/")
    strip = re.compile(r'value="[^"]{40,}"')
    texts = {strip.sub("", send(browser, path).content.decode().replace(path, "")) for path in paths}
    assert len(texts) == 1


def test_only_what_the_member_wrote_is_shown_as_written(browser, ready):
    end(ready)
    step = enter(
        browser,
        ready,
        carried=carried_in(send(browser, once="SCnHU6zweujbMZwXe0mfBQ", place="reply:kp_m6HVl8cJQbXJpJ6Kh1g")),
    )
    page = browser.post("/second-factor/", {"code": code(1), "carried": carried_in(step)}).content.decode()
    assert page.count("<textarea") == 1
    assert 'name="once" value="SCnHU6zweujbMZwXe0mfBQ"' in page
    assert 'name="place" value="reply:kp_m6HVl8cJQbXJpJ6Kh1g"' in page


def test_a_form_with_a_password_is_never_carried(browser, ready):
    end(ready)
    page = send(browser, "/account/password/", password="kettle-orchid-magnet-quay")
    assert not carried_in(page)


@pytest.mark.parametrize("path", ["/second-factor/", "/second-factor/?next=/account/", "/enrol/code/"])
def test_a_step_of_signing_in_is_never_carried_with_its_code(browser, ready, path):
    end(ready)
    assert not carried_in(browser.post(path, {"code": "ABCD EFGH JKMN PQRS"}))


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/topics/abc/reply/", {}),
        ("/topics/abc/reply/", {"body": TEXT, "carried": "sealed-before"}),
        (f"/topics/abc/reply/?from={'a' * 2100}", {"body": TEXT}),
    ],
    ids=["nothing written", "carried already", "no address to come back to"],
)
def test_what_cannot_be_sent_again_is_not_carried(browser, ready, path, fields):
    end(ready)
    assert carried_in(browser.post(path, {"csrfmiddlewaretoken": "old", **fields})) == ""


def test_a_form_from_another_site_is_not_carried(browser, ready):
    end(ready)
    page = browser.post("/topics/abc/reply/", {"body": TEXT}, headers={"Origin": "https://evil.example"})
    assert not carried_in(page)


def test_a_part_asked_for_by_a_script_gets_a_word_instead(browser, ready):
    end(ready)
    answer = browser.post("/topics/abc/reply/", {"body": TEXT}, headers={"X-Part": "1"})
    assert answer.status_code == 401


def test_a_long_text_is_carried_and_a_huge_one_refused(browser, ready):
    end(ready)
    assert carried_in(send(browser, body=TEXT * 3000))
    assert browser.post("/topics/abc/reply/", {"body": "x" * 5_000_000}).status_code == 413


def test_files_stay_behind(browser, ready, settings):
    # As it will be when a form takes one.
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 1
    from django.core.files.uploadedfile import SimpleUploadedFile

    end(ready)
    page = send(browser, file=SimpleUploadedFile("a.txt", b"content"))
    found = open_carried(carried_in(page), Member.objects.get(pk=ready.member.pk))
    assert found is not None
    assert dict(found.fields) == {"body": TEXT}


def test_a_form_that_needs_a_fresh_proof_comes_back_after_it(ready, sam):
    with_totp(sam)
    stale(sam)
    page = sam.client.post(f"/resets/ask/{ready.membership.public_id}/", {"reason": "Called back, number on file"})
    shown = sam.client.post("/second-factor/", {"code": code(), "carried": carried_in(page)})
    text = html.unescape(shown.content.decode())
    assert "Called back, number on file" in text
    assert "Your second factor is confirmed" in text
    assert "session had ended" not in text


def test_an_act_without_words_is_not_called_a_text(sam, browser, ready):
    with_totp(sam)
    stale(sam)
    page = sam.client.post("/account/factor/remove/", {"kind": "passkey"})
    shown = sam.client.post("/second-factor/", {"code": code(), "carried": carried_in(page)})
    waits = "Your second factor is confirmed. What you were about to do was not done yet: do it now, or leave it."
    assert said(shown) == ("Not done yet", waits, "Do it now")
    end(ready)
    step = enter(browser, ready, carried=carried_in(send(browser, body="", kind="passkey")))
    shown = browser.post("/second-factor/", {"code": code(1), "carried": carried_in(step)})
    ended = "What you were about to do was not done, because your session had ended. Do it now, or leave it."
    assert said(shown) == ("Not done yet", ended, "Do it now")


def test_a_button_without_fields_that_needs_a_fresh_proof_comes_back_after_it_as_well(chloe):
    with_totp(chloe)
    stale(chloe)
    page = chloe.client.post("/my-data/")
    shown = chloe.client.post("/second-factor/", {"code": code(), "carried": carried_in(page)})
    waits = "Your second factor is confirmed. What you were about to do was not done yet: do it now, or leave it."
    assert said(shown) == ("Not done yet", waits, "Do it now")
    assert 'action="/my-data/"' in shown.content.decode()


def said(page) -> tuple[str, ...]:
    """Return the heading, the sentence below it, and what the button says."""
    text = html.unescape(page.content.decode())
    heading = re.search(r"<h1>(.*?)</h1>\s*<p>(.*?)</p>", text)
    button = re.findall(r'<button type="submit"[^>]*>([^<]+)</button>', text)[-1]
    return (*heading.groups(), button)


def test_the_sealed_text_tells_nothing(browser, ready):
    end(ready)
    sealed = carried_in(send(browser))
    assert "criminality" not in sealed
    assert ready.member.public_id not in sealed
    assert timezone.now().strftime("%Y-%m") not in sealed


def stale_token(persona, **headers):
    browser = Client(enforce_csrf_checks=True)
    browser.cookies["session"] = persona.client.cookies["session"].value
    return browser.post("/account/", {"body": TEXT, "csrfmiddlewaretoken": "old"}, headers=headers)


def test_a_form_opened_before_a_sign_in_in_another_tab_keeps_its_text(ana):
    answer = stale_token(ana, Origin="http://testserver")
    assert answer.status_code == 403
    assert "dual criminality is met" in html.unescape(answer.content.decode())


@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
def test_a_form_from_elsewhere_is_not_repeated(ana, origin):
    answer = stale_token(ana, Origin=origin)
    assert answer.status_code == 403
    assert "dual criminality" not in html.unescape(answer.content.decode())
