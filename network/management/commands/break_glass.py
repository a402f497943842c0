"""For a secretariat officer who lost everything: a reset that takes 24 hours and is told to all officers."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from network.actions.invitations import Invited, create_invitation
from network.actions.resets import apply_due_resets, break_glass
from network.links import path_of
from network.management.begun import must_have_begun
from network.models import FactorReset, Member, Membership
from network.models.proofs import proofs_of
from network.readers import as_system


class Command(BaseCommand):
    help = (
        "Begin the reset for a secretariat officer who lost password and second factors. It takes 24 hours and is told "
        "to all officers, who can stop it. Run it again after that for a single-use enrolment link."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *_args: Any, **options: Any) -> None:
        must_have_begun()
        operator = as_system("the operator breaks the glass")
        members = Member.objects.visible_to(operator)
        member = members.filter(email=options["email"].strip().lower()).first()
        places = Membership.objects.visible_to(operator).current().filter(member=member)
        place = places.filter(role=Membership.Role.SECRETARIAT).select_related("authority").first()
        if member is None or place is None:
            raise CommandError("This is no officer of the secretariat.")
        apply_due_resets(actor=operator)
        resets = FactorReset.objects.visible_to(operator).filter(member=member, asked_by=None)
        last = resets.order_by("-asked_at").first()
        if last is None or last.status != FactorReset.Status.DONE or proofs_of(member).enrolled:
            # Who came back through an earlier reset has a factor again: the next one takes its day, too.
            reset = break_glass(actor=operator, member=member)
            until = timezone.localtime(reset.effective_at).isoformat(timespec="minutes")
            self.stdout.write(f"All officers of the secretariat are told. Run this again after {until} for the link.")
            return
        invited = Invited(
            authority=place.authority,
            email=member.email,
            name=member.name,
            role=place.role,
            function=place.function,
            duty_content=place.duty_content,
            duty_membership=place.duty_membership,
            duty_technical=place.duty_technical,
            language=member.language,
        )
        token = create_invitation(actor=operator, invited=invited, mail=False)
        self.stdout.write(f"{settings.PUBLIC_URL}{path_of(token)}")
