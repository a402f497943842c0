"""The pages of who is here, with as many rows as one likes."""

from datetime import timedelta
from itertools import count

from django.db import transaction
from django.utils import timezone

from network import audit
from network.audit_filter import AuditFilter
from network.models import (
    Approval,
    Authority,
    ContactPoint,
    FactorReset,
    Member,
    Membership,
    NetworkState,
    Nomination,
    PublicNetwork,
    Session,
    Visit,
)
from network.pages.account import AccountPage
from network.pages.audit import AuditPage
from network.pages.authorities import AuthorityPage
from network.pages.contact_points import AdmitPage
from network.pages.network import NetworkAboutPage, NetworkMembersPage, NetworkPage
from network.pages.networks import NetworksPage
from network.pages.nominations import NominationPage, NominationsPage
from network.pages.profiles import ProfilePage
from network.pages.resets import ResetsPage
from network.pages.sessions import SessionsPage
from network.pages.sign_in import SecondFactorPage
from network.readers import as_system
from tests.access.screens import screen
from tests.access.things import who
from tests.personas import authority, body, contact_point, long_ago, membership, network, sign_in

_number = count()


def newcomers(rows, ocean=None, role="contact_point"):
    """Return ROWS new officers of Kenya, with a place in OCEAN where it is given."""
    office = authority("KE", "Kenya", "Office of the Director")
    made = [membership(f"newcomer-{next(_number)}", office) for _ in range(rows)]
    for officer in made:
        if ocean is not None:
            contact_point(officer, ocean, role)
    return made


def crowd(people, ocean, rows):
    """Coordinators, States, visits: everything of which the head of a network may show many."""
    newcomers(rows, ocean, "coordinator")
    for _ in range(rows):
        key = f"X{next(_number):04}"
        NetworkState.objects.create(network=ocean, body=body(key, f"State {key}"), since=long_ago())
        Visit.objects.create(
            network=ocean,
            membership=who(people, "sam"),
            reason="Over",
            since=timezone.now() - timedelta(days=2),
            until=timezone.now() - timedelta(days=1),
        )


@screen(NetworksPage)
def networks(people, ocean, rows):
    for _ in range(rows):
        made = network(f"n-{next(_number)}", "Another", body("KE", "Kenya"), body("TZ", "Tanzania"))
        contact_point(who(people, "ana"), made)
    return lambda: NetworksPage.load(who(people, "ana"))


@screen(NetworkPage)
def one_network(people, ocean, rows):
    crowd(people, ocean, rows)
    return lambda: NetworkPage.load(who(people, "ana"), ocean)


@screen(NetworkAboutPage)
def about(people, ocean, rows):
    crowd(people, ocean, rows)
    return lambda: NetworkAboutPage.load(who(people, "ana"), ocean)


@screen(NetworkMembersPage)
def members(people, ocean, rows):
    crowd(people, ocean, rows)
    newcomers(rows, ocean)
    return lambda: NetworkMembersPage.load(who(people, "ana"), ocean)


@screen(AdmitPage)
def admit(people, ocean, rows):
    newcomers(rows)
    newcomers(rows, ocean)
    shown = PublicNetwork.objects.get(pk=ocean.pk)
    return lambda: AdmitPage.load(who(people, "cora"), shown, state="KE")


@screen(AuthorityPage)
def one_authority(people, ocean, rows):
    office = Authority.objects.select_related("body", "succeeded_by").get(pk=who(people, "ana").authority_id)
    for _ in range(rows):
        membership(f"colleague-{next(_number)}", office)
        Authority.objects.create(
            body=office.body, kind="central", names={"en": "Former"}, since=long_ago(), succeeded_by=office
        )
    return lambda: AuthorityPage.load(who(people, "ben"), office)


@screen(ProfilePage)
def profile(people, ocean, rows):
    for _ in range(rows):
        made = network(f"n-{next(_number)}", "Another")
        for name in ("ana", "chloe"):
            contact_point(who(people, name), made)
    shown = Membership.objects.select_related("authority__body", "member").get(pk=who(people, "chloe").pk)
    return lambda: ProfilePage.load(who(people, "ana"), shown)


@screen(NominationsPage)
def nominations(people, ocean, rows):
    for status in ("proposed", "declined"):
        for _ in range(rows):
            _nominate(people, status=status)
    return lambda: NominationsPage.load(who(people, "sam"))


@screen(NominationPage)
def nomination(people, ocean, rows):
    made = _nominate(people, role="secretariat", duty_content=True)
    for officer in newcomers(rows):
        Approval.objects.create(nomination=made, by=officer, at=timezone.now())
    shown = Nomination.objects.select_related("authority__body", "new_body", "nominated_by__authority__body").get(
        pk=made.pk
    )
    return lambda: NominationPage.load(who(people, "sam"), shown)


def _nominate(people, **fields):
    proposer = who(people, "sara")
    return Nomination.objects.create(
        **{
            "authority": proposer.authority,
            "nominated_by": proposer,
            "email": f"n{next(_number)}@authority.example",
            "name": "New Colleague",
            "nominated_at": timezone.now(),
            **fields,
        }
    )


@screen(AuditPage)
def record(people, ocean, rows):
    place = ContactPoint.objects.filter(network=ocean).first()
    with transaction.atomic():
        for subject in [who(people, "ana"), place] * rows:
            audit.record(
                "an_act",
                actor=who(people, "cora"),
                subject=subject,
                duty="membership",
                authority=who(people, "ana").authority,
                network=ocean,
                words="Words",
            )
            audit.record("an_act", actor=as_system("a test"), subject=subject, duty="technical")
    return lambda: AuditPage.load(who(people, "sam"), AuditFilter())


@screen(SessionsPage)
def sessions(people, ocean, rows):
    for _ in range(rows):
        sign_in(who(people, "ana"))
    here = Session.objects.filter(membership=who(people, "ana")).first()
    return lambda: SessionsPage.load(who(people, "ana"), here)


@screen(AccountPage)
def account(people, ocean, rows):
    ana = who(people, "ana")
    for _ in range(rows):
        office = authority("MU", "Mauritius", f"Office {next(_number)}")
        Membership.objects.create(member=ana.member, authority=office, since=long_ago())
    return lambda: AccountPage.load(ana)


@screen(ResetsPage)
def resets(people, ocean, rows):
    for officer in newcomers(rows):
        FactorReset.objects.create(
            member=officer.member, asked_by=who(people, "sara"), asked_at=timezone.now(), reason="Lost"
        )
    return lambda: ResetsPage.load(who(people, "sam"))


@screen(SecondFactorPage)
def second_factor(people, ocean, rows):
    from django.test import RequestFactory

    from network.models import RecoveryCode

    member: Member = who(people, "paul").member
    for _ in range(rows):
        RecoveryCode.objects.create(user=member, code_hash=f"{next(_number)}".ljust(64, "0"))
    request = RequestFactory().get("/second-factor/")
    return lambda: SecondFactorPage.load(request, member)
