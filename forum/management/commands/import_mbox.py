"""Brings the archive of a mailing list into a forum."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from forum.actions.arrivals import import_archive
from forum.arriving.archive import Report
from forum.models import Forum
from network.readers import as_system

FAULTS = {
    "no_identifier": "without Message-ID (known by what they say)",
    "same_identifier": "with a Message-ID that another has",
    "no_date": "without a date that can be (that of the envelope or of the one before is taken)",
    "no_author": "without an address of their author",
    "unreadable_part": "with a part that could not be decoded (kept as it stands)",
    "cut": "too long, cut at 60 MB",
}


class Command(BaseCommand):
    help = "Brings the archive of a mailing list (mbox) into a forum. Twice the same import changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--forum", required=True, help="the forum's identifier, as its address shows it")
        parser.add_argument("--language", default="", help="language of the texts (default: the network's first)")
        parser.add_argument("--dry-run", action="store_true", help="read and report, write nothing")
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        system = as_system("an archive is brought in by the operator, from a file")
        forum = Forum.objects.visible_to(system).filter(public_id=options["forum"]).select_related("network").first()
        if forum is None:
            raise CommandError("There is no forum with this identifier. Its address shows it: /forums/IDENTIFIER/")
        language = options["language"] or (forum.network.languages or ["en"])[0]
        if language not in dict(settings.CONTENT_LANGUAGES):
            raise CommandError(f"{language} is no language that texts have here.")
        try:
            archive = options["file"].open("rb")
        except OSError as error:
            raise CommandError(f"The archive cannot be read: {error.strerror}.") from error
        with archive:
            report = import_archive(
                actor=system,
                forum=forum,
                archive=archive,
                language=language,
                is_dry=options["dry_run"],
                progress=self._progress,
            )
        self._say(report, is_dry=options["dry_run"])

    def _progress(self, what: str, count: int) -> None:
        self.stderr.write(f"\r{what} {count:,}", ending="")
        sys.stderr.flush()

    def _say(self, report: Report, *, is_dry: bool) -> None:
        self.stderr.write("")
        would = "would be brought" if is_dry else "brought"
        self.stdout.write(f"{report.messages:,} messages read")
        self.stdout.write(f"{report.new:,} {would}, {report.known:,} were here already")
        self.stdout.write(f"{report.topics:,} threads new")
        self.stdout.write(f"{report.orphans:,} answer a message that is not in the archive; they begin threads")
        self.stdout.write(f"{report.enclosures:,} files came with them")
        for fault, count in sorted(report.faults.items()):
            self.stdout.write(f"{count:,} {FAULTS.get(fault, fault)}")
