"""The page on which a member decides about mail."""

import pytest

from notices.models import Preference

pytestmark = pytest.mark.django_db

ADDRESS = "/account/mail/"


def test_without_a_decision_mail_comes_at_once(ana):
    page = ana.client.get(ADDRESS).content.decode()
    assert 'value="at_once" required id="id_waiting_0" checked' in page


def test_a_member_decides_to_get_none(ana):
    assert ana.client.post(ADDRESS, {"waiting": "never"}).status_code == 302
    assert Preference.objects.get(member=ana.member).waiting == "never"
    assert 'value="never" required id="id_waiting_3" checked' in ana.client.get(ADDRESS).content.decode()


def test_a_decision_that_does_not_exist_is_answered_with_a_sentence(ana):
    answer = ana.client.post(ADDRESS, {"waiting": "sometimes"})
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()
    assert not Preference.objects.exists()


def test_one_decides_for_oneself_alone(ana, ben):
    ana.client.post(ADDRESS, {"waiting": "never", "member": ben.member.pk})
    assert [kept.member for kept in Preference.objects.all()] == [ana.member]


def test_the_own_profile_leads_there_and_that_of_others_does_not(ana, ben):
    assert ADDRESS in ana.client.get(f"/members/{ana.membership.public_id}/").content.decode()
    assert ADDRESS not in ana.client.get(f"/members/{ben.membership.public_id}/").content.decode()
