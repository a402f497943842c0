"""Brings the archive of a mailing list into a forum."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from forum.actions.arrivals import import_archive
from forum.arriving.archive import Refusal, Report
from forum.models import Forum
from network.readers import as_system
from writing.actions.files import NotTaken
from writing.files.names import clean_name
from writing.files.sentences import sentence

FAULTS = {
    "no_identifier": "without Message-ID (known by what they say)",
    "same_identifier": "with a Message-ID that another has",
    "copy": "the same as another to the last byte (each stands once)",
    "no_date": "without a date that can be (that of the envelope or of the one before is taken)",
    "no_author": "without an address of their author",
    "unreadable_part": "with a part that could not be decoded (kept as it stands)",
    "cut": "too long, cut at 60 MB",
    "signature": "with a signature, which is not kept",
}


@contextmanager
def stopped_by_scanner() -> Iterator[None]:
    """An archive stops where the virus scanner does not answer: what was brought stays, a new start brings the rest."""
    try:
        yield
    except NotTaken as fault:
        raise CommandError(f"{sentence(fault.fault)} What was brought stays: start the same import again.") from fault


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
        report = Report(on_refusal=self._tell)
        with archive, stopped_by_scanner():
            import_archive(
                actor=system,
                forum=forum,
                archive=archive,
                language=language,
                is_dry=options["dry_run"],
                progress=self._progress,
                report=report,
            )
        self._say(report, is_dry=options["dry_run"])

    def _progress(self, what: str, count: int) -> None:
        self.stderr.write(f"\r{what} {count:,}", ending="")
        sys.stderr.flush()

    def _tell(self, refusal: Refusal) -> None:
        day = f"{refusal.date:%Y-%m-%d}" if refusal.date else "no date"
        self.stdout.write(f"not kept, of a mail of {day}: {sentence(refusal.fault, clean_name(refusal.name))}")

    def _say(self, report: Report, *, is_dry: bool) -> None:
        self.stderr.write("")
        would = "would be brought" if is_dry else "brought"
        self.stdout.write(f"{report.messages:,} messages read")
        self.stdout.write(f"{report.new:,} {would}, {report.known:,} were here already")
        self.stdout.write(f"{report.topics:,} threads new")
        self.stdout.write(f"{report.orphans:,} answer a message that is not in the archive; they begin threads")
        kept = "would be kept" if is_dry else "kept"
        self.stdout.write(f"{report.enclosures:,} files came with them, {report.kept:,} {kept}")
        for fault, count in sorted(report.faults.items()):
            self.stdout.write(f"{count:,} {FAULTS.get(fault, fault)}")
