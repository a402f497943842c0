"""Prints the current one-time code of an invented member of the demonstration, and refuses for anybody else."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q

from network.management.begun import must_have_begun
from network.models import Member, TotpFactor
from network.readers import as_system
from network.totp import code_at, present_step, secret_of


class Command(BaseCommand):
    help = "Print the current one-time code of a member of the demonstration, by handle or e-mail address."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("who")

    def handle(self, *_args: Any, **options: Any) -> None:
        must_have_begun()
        who = options["who"].strip().lower()
        system = as_system("the demonstration's codes are for everybody who runs it")
        named = Q(email=who) | Q(email__startswith=f"{who}@")
        members = list(Member.objects.visible_to(system).filter(named, is_demonstration=True)[:2])
        if len(members) != 1:
            raise CommandError("This is no member of the demonstration: only those have codes that can be printed.")
        factors = TotpFactor.objects.visible_to(system).filter(user=members[0], confirmed=True)
        factor = factors.first()
        if factor is None:
            raise CommandError("This member has no authenticator.")
        now = present_step()
        if factor.last_step > now:  # the next one was used as well
            raise CommandError("The codes of this minute have been used: try again in half a minute.")
        # A code is not accepted twice: when the present one was used, the next one is within the window.
        self.stdout.write(code_at(secret_of(factor), max(now, factor.last_step + 1)))
