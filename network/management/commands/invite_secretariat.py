"""Prints a link with which an officer of the secretariat enrols: the way into an empty installation."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction

from network.actions.invitations import Invited, create_invitation
from network.actions.secretariat import FUNCTION, NoReferenceData, secretariat_office
from network.links import path_of
from network.management.begun import must_have_begun
from network.models import Authority, Membership
from network.readers import System, as_system

DUTIES = ("content", "membership", "technical")


class Command(BaseCommand):
    help = (
        "Print a single-use enrolment link for an officer of the secretariat (seven days). Two decide together on some "
        "acts; a new authority takes three: one proposes it, and two others approve."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument(
            "--duties", default="content,membership,technical", help="Which of content, membership, technical."
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        email = options["email"].strip().lower()
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError("This is no e-mail address.") from error
        duties = {duty.strip() for duty in options["duties"].split(",") if duty.strip()}
        if not duties or duties - set(DUTIES):
            raise CommandError("The duties are content, membership and technical.")
        must_have_begun()
        operator = as_system("the operator invites an officer of the secretariat")
        with transaction.atomic():
            invited = Invited(
                authority=self._office(operator),
                email=email,
                name="",
                role=Membership.Role.SECRETARIAT,
                function=FUNCTION,
                duty_content="content" in duties,
                duty_membership="membership" in duties,
                duty_technical="technical" in duties,
            )
            token = create_invitation(actor=operator, invited=invited, mail=False)
        self.stdout.write(f"{settings.PUBLIC_URL}{path_of(token)}")

    def _office(self, operator: System) -> Authority:
        try:
            return secretariat_office(actor=operator)
        except NoReferenceData as error:
            raise CommandError("The list of bodies is empty: run manage.py load_reference first.") from error
