"""What the gate asks, each question alone: who reads through a session, whose text is kept, whose proofs count."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from network.carry import OWNER_COOKIE, remember_owner
from network.middleware import keeps_text, language_of, reader_behind
from network.models import Membership, RecoveryCode, Session, TotpFactor
from network.models.proofs import passkeys_of, proofs_of
from network.sealing import token_hash
from tests.personas import long_ago, sign_in


def row_of(persona, *, factor=True) -> Session:
    rows = Session.objects.select_related("member", "membership")
    return rows.get(key_hash=token_hash(sign_in(persona.membership, factor=factor)))


def test_a_membership_reads_through_its_complete_session(ana):
    assert reader_behind(row_of(ana)) == ana.membership


def test_not_without_the_second_factor_and_not_after_its_end(ana, ben):
    assert reader_behind(row_of(ana, factor=False)) is None
    Membership.objects.filter(pk=ben.membership.pk).update(until=long_ago(1))
    assert reader_behind(row_of(ben)) is None


@pytest.mark.parametrize(("verb", "kept"), [("post", True), ("get", False), ("put", False), ("head", False)])
def test_only_a_form_that_is_sent_keeps_its_text(verb, kept, ana):
    answer = HttpResponse()
    remember_owner(answer, ana.member)
    request = getattr(RequestFactory(), verb)("/topics/")
    assert keeps_text(request) is False
    request.COOKIES[OWNER_COOKIE] = answer.cookies[OWNER_COOKIE].value
    assert keeps_text(request) is kept


def test_a_script_s_form_keeps_no_text(ana):
    answer = HttpResponse()
    remember_owner(answer, ana.member)
    request = RequestFactory().post("/topics/", headers={"X-Part": "1"})
    request.COOKIES[OWNER_COOKIE] = answer.cookies[OWNER_COOKIE].value
    assert keeps_text(request) is False


def test_a_language_that_there_is_not_gives_way_to_the_browser_s(ana):
    request = RequestFactory().get("/", headers={"Accept-Language": "fr"})
    request.user = ana.member
    assert language_of(request) == "en"
    ana.member.language = "xx"
    assert language_of(request) == "fr"
    request.user = AnonymousUser()
    assert language_of(request) == "fr"


def test_the_proofs_of_another_are_none_of_mine(ana, ben):
    TotpFactor.objects.create(user=ben.member, secret="x", confirmed=True)
    RecoveryCode.objects.create(user=ben.member, code_hash="b" * 64)
    passkeys_of(ben.member).model.objects.create(
        user=ben.member, name="key", confirmed=True, credential_id=b"b" * 16, public_key=b"k", sign_count=0
    )
    assert (proofs_of(ben.member).totp, proofs_of(ben.member).passkeys, proofs_of(ben.member).recovery) == (1, 1, 1)
    assert not proofs_of(ana.member).enrolled


def test_what_was_not_confirmed_or_is_used_is_no_proof(ana):
    TotpFactor.objects.create(user=ana.member, secret="x", confirmed=False)
    RecoveryCode.objects.create(user=ana.member, code_hash="a" * 64, used_at=timezone.now())
    passkeys_of(ana.member).model.objects.create(
        user=ana.member, name="key", confirmed=False, credential_id=b"a" * 16, public_key=b"k", sign_count=0
    )
    assert not proofs_of(ana.member).enrolled
