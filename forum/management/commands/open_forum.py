"""Opens a forum in a network, for the operator: the first ones of an installation, before it has a coordinator."""

from argparse import ArgumentTypeError
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_slug
from django.db import IntegrityError

from forum.actions import add_forum
from network.models import Network
from network.readers import as_system
from network.text import clean_line

NAME_LONGEST = 120
PURPOSE_LONGEST = 300


class Command(BaseCommand):
    help = "Open a forum in a network, after those there are."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("network", help="The key of the network in network/data/networks.json.")
        parser.add_argument("key", help="The forum's own key, of letters, digits and hyphens.")
        parser.add_argument("--name", type=_in_a_language, action="append", required=True, metavar="en=NAME")
        parser.add_argument("--purpose", type=_in_a_language, action="append", default=[], metavar="en=PURPOSE")
        parser.add_argument("--for-observers", action="store_true", help="Observers may read it, too.")

    def handle(self, *_args: Any, **options: Any) -> None:
        operator = as_system("the operator opens a forum")
        network = Network.objects.visible_to(operator).filter(key=options["network"]).first()
        if network is None:
            raise CommandError("There is no network of this key.")
        try:
            validate_slug(options["key"])
            names = {language: clean_line(text, most=NAME_LONGEST) for language, text in options["name"]}
            purpose = {language: clean_line(text, most=PURPOSE_LONGEST) for language, text in options["purpose"]}
            if not names.get("en"):
                raise CommandError("A forum has at least a name in English: --name en=NAME.")
            add_forum(
                actor=operator,
                network=network,
                key=options["key"],
                names=names,
                purpose=purpose,
                for_observers=options["for_observers"],
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except IntegrityError as error:
            raise CommandError("This network has a forum of this key already.") from error
        self.stdout.write("The forum is open.")


def _in_a_language(text: str) -> tuple[str, str]:
    language, _sign, words = text.partition("=")
    if language not in dict(settings.LANGUAGES) or not words.strip():
        raise ArgumentTypeError("give a language and the words, as in en=Extradition")
    return language, words
