"""The screens of sealed messages that ask the database: the others are frames."""

import os

from django.utils import timezone

from messaging.models import Identity, KeyReset, Report
from messaging.pages.reports import ReportPage, ReportsPage
from messaging.pages.resets import NewStartPage, NewStartsPage
from messaging.pages.screens import StartPage
from network.models import Member
from tests.access.screens import screen
from tests.access.things import who
from tests.messaging.things import identity, report


@screen(StartPage)
def start(people, ocean, rows):
    return lambda: StartPage.load(who(people, "ana"), to=who(people, "chloe").public_id)


@screen(NewStartPage)
def new_start(people, ocean, rows):
    own = identity(people, "ana")
    for _number in range(rows):
        KeyReset.objects.create(identity=own, asked_at=timezone.now(), reason="Lost", status="stopped")
    return lambda: NewStartPage.load(who(people, "ana"))


@screen(NewStartsPage)
def new_starts(people, ocean, rows):
    """Each can be agreed to: whether its member is still there is asked for all at once."""
    body = who(people, "ana").authority.body
    for number in range(rows):
        wire = os.urandom(16).hex()
        member = Member.objects.create(email=f"{wire}@authority.example", name="Lost")
        own = Identity.objects.create(member=member, body=body, wire=wire, gen=0, made_at=timezone.now())
        first = who(people, "sara") if number % 2 else None
        KeyReset.objects.create(identity=own, asked_at=timezone.now(), reason="Lost", first_by=first)
    return lambda: NewStartsPage.load(who(people, "sam"))


@screen(ReportsPage)
def reports(people, ocean, rows):
    for number in range(rows):
        report(people, ("ana", "dara", "noor")[number % 3], "chloe")
    return lambda: ReportsPage.load(who(people, "sam"))


@screen(ReportPage)
def one_report(people, ocean, rows):
    """Of as many messages as a report takes."""
    senders = ("chloe", "ana", "noor", "cora")
    made = report(people, "dara", *(senders[number % 4] for number in range(min(rows, 20))))
    found = Report.objects.select_related("reporter").get(pk=made.pk)
    return lambda: ReportPage.load(who(people, "sam"), found)
