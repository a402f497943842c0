"""When mail about what waits may leave: at once, of a morning, and never in quiet hours; pure, in the member's zone."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from network.calendar import zone_named
from network.models import Membership
from notices.models import Preference

# When the mail of a day or week leaves, by the member's clock.
MORNING = time(7)

Waiting = Preference.Waiting


@dataclass(frozen=True)
class Wish:
    """When a member wants mail of this kind: at which times, and from when until when none at all."""

    waiting: str
    zone: ZoneInfo
    quiet_from: time | None = None
    quiet_until: time | None = None

    def is_quiet(self, now: datetime) -> bool:
        """Whether NOW lies in the quiet hours, which may go over midnight; their end is no longer quiet."""
        if self.quiet_from is None or self.quiet_until is None:
            return False
        local = now.astimezone(self.zone).time()
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= local < self.quiet_until
        return local >= self.quiet_from or local < self.quiet_until

    def gathers_until(self, now: datetime) -> datetime:
        """Return the last morning on which mail left: what was heard before it goes into that mail."""
        local = now.astimezone(self.zone)
        day = local.date() if local.time() >= MORNING else local.date() - timedelta(days=1)
        if self.waiting == Waiting.WEEKLY:
            day -= timedelta(days=day.weekday())
        return datetime.combine(day, MORNING, self.zone)


def wish_of(membership: Membership) -> Wish:
    """Return the wish of MEMBERSHIP's member; without a decision: at once, with no quiet hours."""
    zone = zone_named(membership.member.zone or membership.authority.zone)
    kept: Preference | None = getattr(membership.member, "mail_preference", None)
    if kept is None:
        return Wish(Waiting.AT_ONCE, zone)
    return Wish(kept.waiting, zone, kept.quiet_from, kept.quiet_until)
