"""The throttle: by account, address and network; alike for accounts that do not exist; closed when it cannot count."""

import pytest
import time_machine
from django.test import Client, RequestFactory
from django.utils import timezone

from network import throttle
from network.models import Attempt
from network.origins import address_of, origin_of
from network.throttle import TooMany, count_try, forgive
from tests.network.test_outage import from_driver, sqlite_fault
from tests.network.test_sign_in import code, enter, with_password, with_totp


def request(address: str = "192.0.2.1"):
    return RequestFactory().post("/sign-in/", REMOTE_ADDR=address)


def tries(account: str, number: int, *, what: str = "password", address: str = "192.0.2.1") -> int:
    """Return how many of NUMBER tries were let through."""
    passed = 0
    for _try in range(number):
        try:
            count_try(request(address), what, account)
            passed += 1
        except TooMany:
            pass
    return passed


@pytest.mark.django_db
def test_an_account_is_tried_ten_times_from_one_network():
    assert tries("ana@authority.example", 15) == 10


@pytest.mark.django_db
def test_a_stranger_elsewhere_does_not_shut_the_owner_out():
    tries("ana@authority.example", 15, address="198.51.100.1")
    assert tries("ana@authority.example", 1, address="203.0.113.9") == 1


@pytest.mark.django_db
def test_from_everywhere_together_an_account_is_tried_sixty_times_an_hour():
    passed = sum(tries("ana@authority.example", 10, address=f"10.{number}.0.1") for number in range(10))
    assert passed == 60


@pytest.mark.django_db
def test_an_address_that_tries_many_accounts_is_stopped():
    assert sum(tries(f"person{number}@authority.example", 1) for number in range(60)) == 40


@pytest.mark.django_db
def test_a_network_that_tries_from_many_addresses_is_stopped():
    passed = sum(tries(f"p{number}@authority.example", 1, address=f"192.0.2.{number % 250}") for number in range(500))
    assert passed == 400


@pytest.mark.django_db
def test_the_next_window_opens_again():
    with time_machine.travel("2026-11-20T10:00:01Z", tick=False):
        assert tries("ana@authority.example", 15) == 10
    with time_machine.travel("2026-11-20T10:15:01Z", tick=False):
        assert tries("ana@authority.example", 1) == 1


@pytest.mark.django_db
def test_a_right_password_forgets_the_wrong_ones_of_this_account_and_not_those_of_the_address():
    tries("ana@authority.example", 9)
    forgive(request(), "password", "ana@authority.example")
    assert tries("ana@authority.example", 12) == 10
    assert tries("ben@authority.example", 30) == 10
    assert sum(tries(f"p{number}@authority.example", 1) for number in range(30)) < 30


@pytest.mark.django_db
def test_the_table_names_nobody():
    tries("ana@authority.example", 1)
    row = Attempt.objects.first()
    assert all(len(key) == 64 for key in Attempt.objects.values_list("key_hash", flat=True))
    assert "ana" not in f"{row.scope}{row.key_hash}"


def test_when_it_cannot_count_nobody_passes_and_the_page_says_that_the_records_are_away(ana, anonymous, monkeypatch):
    with_password(ana)

    def fail(*_args):
        raise from_driver(sqlite_fault(5))

    monkeypatch.setattr(throttle, "_increment", fail)
    anonymous.raise_request_exception = False
    answer = enter(anonymous, ana)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "cannot reach its records" in answer.content.decode()
    monkeypatch.undo()
    assert enter(anonymous, ana).status_code == 302


@pytest.mark.django_db
def test_forgetting_removes_only_what_is_over():
    with time_machine.travel("2026-11-20T10:00:01Z", tick=False):
        tries("ana@authority.example", 1)
    with time_machine.travel("2026-11-20T10:20:00Z", tick=False):
        tries("ben@authority.example", 1)
        assert throttle.forget_expired() == 3
        assert Attempt.objects.filter(expires_at__lte=timezone.now()).count() == 0
        assert Attempt.objects.count() == 5


def test_the_page_says_how_long_to_wait(ana, anonymous):
    with_password(ana)
    answers = [enter(anonymous, ana, "another-password-entirely") for _try in range(11)]
    assert [answer.status_code for answer in answers] == [422] * 10 + [429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 900
    assert "Wait" in answers[-1].content.decode()


def test_even_the_right_password_waits_then(ana, anonymous):
    with_password(ana)
    for _try in range(11):
        enter(anonymous, ana, "another-password-entirely")
    assert enter(anonymous, ana).status_code == 429


def test_an_account_that_does_not_exist_is_throttled_alike(db, anonymous):
    answers = [
        anonymous.post("/sign-in/", {"email": "nobody@authority.example", "password": "another-password-entirely"})
        for _try in range(11)
    ]
    assert [answer.status_code for answer in answers] == [422] * 10 + [429]


def test_codes_are_counted_by_account_from_everywhere(ana):
    with_totp(with_password(ana))
    statuses = []
    for number in range(8):
        browser = Client(REMOTE_ADDR=f"10.{number}.0.1")
        enter(browser, ana)
        statuses.append(browser.post("/second-factor/", {"code": "000000"}).status_code)
    assert statuses == [422] * 6 + [429] * 2
    assert browser.post("/second-factor/", {"code": code()}).status_code == 429


def test_asking_for_links_is_bounded(db, anonymous):
    statuses = [anonymous.post("/forgotten/", {"email": "nobody@authority.example"}).status_code for _try in range(6)]
    assert statuses == [200] * 4 + [429] * 2


def test_tokens_are_bounded_by_address(db, anonymous):
    statuses = [anonymous.post("/arrival/").status_code for _try in range(42)]
    assert statuses == [410] * 40 + [429] * 2


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2::5", "2001:db8:1::/48"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("", ""),
        ("unix:", ""),
    ],
)
def test_an_origin_is_the_network_part(address, origin):
    assert origin_of(address) == origin


def test_forwarded_addresses_are_believed_only_from_our_proxies(settings):
    forged = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="1.1.1.1, 192.0.2.5")
    assert address_of(forged) == "10.0.0.1"
    settings.TRUSTED_PROXIES = 1
    assert address_of(forged) == "192.0.2.5"
