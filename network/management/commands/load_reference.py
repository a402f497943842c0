"""Loads the States, organizations and networks of `network/data/`; running it again changes only what differs."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from network.actions.reference import load_reference
from network.readers import as_system
from network.reference import ReferenceDataError


class Command(BaseCommand):
    help = "Loads the reference data: bodies, networks and the States in them."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = load_reference(actor=as_system("reference data are loaded from the files of the project"))
        except ReferenceDataError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Reference data: {loaded.made} made, {loaded.changed} changed.")
