"""The page on which one chooses which mails one gets."""

from django.utils import timezone

from notices.models import Notice
from notices.pages.mail import MailPage
from notices.pages.notices import NoticesPage
from tests.access.screens import screen
from tests.access.things import who
from tests.notices.things import heard, preferences


@screen(MailPage)
def mail(people, ocean, rows):
    if rows == 2:
        preferences(people, ocean)
    return lambda: MailPage.load(who(people, "ana"))


@screen(NoticesPage)
def notices(people, ocean, rows):
    some = heard(people, ocean, rows)
    Notice.objects.filter(pk__in=[one.pk for one in some[::2]]).update(seen_at=timezone.now())
    return lambda: NoticesPage.load(who(people, "chloe"))
