"""What is said beside sealed messages, and is not sealed: answers to reports, why keys begin anew, who was called."""

import pytest

from messaging.models import KeyReset, Report
from tests.messaging.test_new_start import asked
from tests.messaging.test_report_pages import handed  # noqa: F401 - a fixture
from tests.writing.test_words_of_acts import ADDRESS, decisions, keys
from writing.models import Finding

pytestmark = pytest.mark.django_db


def to_judge(ask):
    address = f"/messages/reports/{ask('handed').public_id}/"
    return ask("sam"), address, "answer", {"outcome": "upheld"}


def to_begin_anew(ask):
    ask("ana_at")
    return ask("ana"), "/messages/begin-anew/ask/", "reason", {"understood": "on"}


def to_agree(ask):
    ask("ana_at")
    address = f"/messages/new-starts/{asked(ask('ana')).public_id}/agree/"
    return ask("sam"), address, "reason", {}


ACTS = {"judge": to_judge, "begin anew": to_begin_anew, "agree": to_agree}


@pytest.fixture(params=ACTS)
def act(request):
    return ACTS[request.param](request.getfixturevalue)


def state():
    return list(Report.objects.values()), list(KeyReset.objects.values())


def test_what_looks_like_personal_data_is_asked_about_and_then_recorded_without_the_text(act):
    who, address, name, fields = act
    typed = {**fields, name: f"Ask {ADDRESS} first."}
    before = state()
    answer = who.client.post(address, typed)
    assert answer.status_code == 422
    assert f"Ask <mark>{ADDRESS}</mark> first." in answer.content.decode()
    assert state() == before
    assert decisions() == []
    (key,) = keys(answer)
    assert who.client.post(address, {**typed, "found": key, "confirmed": key}).status_code == 302
    assert state() != before
    assert decisions() == [("email", "confirmed")]
    assert Finding.objects.get().label in {"messaging.Report", "messaging.KeyReset"}


@pytest.mark.parametrize(("which", "asks"), [("agree", False), ("begin anew", True), ("judge", True)])
def test_only_who_is_asked_which_number_he_called_writes_one_unasked(request, which, asks):
    who, address, name, fields = ACTS[which](request.getfixturevalue)
    answer = who.client.post(address, {**fields, name: "Called +230 5251 2345."})
    assert (answer.status_code == 422) is asks
    assert len(keys(answer)) == asks
