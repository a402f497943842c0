"""`manage.py import_network`: brings the archive of a network into a network of this installation."""

import csv
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from moving.actions.importing import Report, import_network
from moving.arriving.container import NotAccepted
from network.models import Membership, Network
from network.querysets import current
from network.readers import as_system
from writing.actions.files import NotTaken
from writing.files.sentences import sentence

LISTED = 200


class Command(BaseCommand):
    help = "Brings the archive of a network (docs/network-archive.md) in. Twice the same import changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--network", required=True, help="the network's key or identifier, which exists here")
        parser.add_argument("--authors", type=Path, help="CSV of author,e-mail: which members some authors are here")
        parser.add_argument("--dry-run", action="store_true", help="check all of it and report, write nothing")
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        self.system = as_system("a network's archive is brought in by the operator, from a file")
        network = self._network(options["network"])
        named = self._named(options["authors"]) if options["authors"] else {}
        report = Report(on_refusal=self._tell)
        try:
            with options["file"].open("rb") as file:
                import_network(
                    actor=self.system,
                    network=network,
                    file=file,
                    named=named,
                    is_dry=options["dry_run"],
                    progress=self._progress,
                    report=report,
                )
        except OSError as error:
            raise CommandError(f"The archive cannot be read: {error.strerror}.") from error
        except NotAccepted as error:
            raise CommandError(f"{error} Nothing was written.") from error
        except NotTaken as fault:
            raise CommandError(
                f"{sentence(fault.fault)} What was brought stays: start the same import again."
            ) from fault
        self._say(report, named, is_dry=options["dry_run"])

    def _network(self, name: str) -> Network:
        networks = Network.objects.visible_to(self.system)
        found = networks.filter(key=name).first() or networks.filter(public_id=name).first()
        if found is None:
            raise CommandError("There is no network with this key or identifier.")
        if found.link_only:
            raise CommandError("This network works on a platform of its own: nothing is brought in here.")
        return found

    def _named(self, path: Path) -> dict[str, Membership]:
        named: dict[str, Membership] = {}
        try:
            with path.open(newline="", encoding="utf-8-sig") as file:
                rows = [row for row in csv.reader(file) if row]
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise CommandError("The list of authors cannot be read as CSV in UTF-8.") from error
        for row in rows:
            if len(row) != 2:
                raise CommandError("Each line of the list of authors is: author,e-mail.")
            author, email = row[0].strip(), row[1].strip().lower()
            members = Membership.objects.visible_to(self.system).filter(current(), member__email=email)
            membership = members.first()
            if membership is None or not membership.is_practitioner:
                raise CommandError(f"No officer of an authority has the address given for the author {author}.")
            named[author] = membership
        return named

    def _tell(self, name: str, fault: str) -> None:
        self.stdout.write(f"not kept: {sentence(fault, name)}")

    def _progress(self, what: str, count: int) -> None:
        self.stderr.write(f"\r{what} {count:,}", ending="")
        sys.stderr.flush()

    def _say(self, report: Report, named: dict[str, Membership], *, is_dry: bool) -> None:
        self.stderr.write("")
        would, kept = ("would be brought", "would be kept") if is_dry else ("brought", "kept")
        self.stdout.write(f"{report.counts['topic']:,} topics and {report.counts['post']:,} posts in the archive")
        self.stdout.write(f"{report.topics:,} topics {would}, {report.known:,} were here already and are left")
        self.stdout.write(f"{report.counts['file']:,} files came with them, {report.files:,} {kept}")
        if report.empty:
            self.stdout.write(f"{report.empty:,} topics left out: no post of theirs is in the archive")
        strangers = sorted(set(named) - set(report.authors))
        if strangers:
            self.stdout.write(f"not in the archive, though listed as authors: {', '.join(strangers[:20])}")
        if is_dry:
            self.stdout.write(f"{len(report.authors):,} authors, by how much they wrote:")
            for author, count in report.posts_of.most_common(LISTED):
                said = report.authors[author]
                names = said["authority"]["names"]
                words = [next(iter(said["function"].values()), ""), next(iter(names.values()), "")]
                self.stdout.write(f"  {author}  {count:,}  {', '.join(words)} ({said['authority']['body']})")
