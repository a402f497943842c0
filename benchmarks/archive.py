"""Bringing a mailing list's archive into SQLite: mails a second, memory, and how many stand below the right one.

python -m benchmarks.archive import COUNT FILES        what a run does in an installation of its own; prints JSON
"""

import json
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure, at_least, at_most, progress
from benchmarks.mails import FILES, write
from benchmarks.stores import environment, run_inside

LEAST, LARGEST, RIGHT = 300, 400, 0.99
COUNTS = {"full": 100_000, "tenth": 10_000}
# With files the archive is ten times as long.
WITH_FILES = {"full": 20_000, "tenth": 4_000}


def archives(folder: Path, size: str) -> Iterator[Figure]:
    """Import as many mails as SIZE says, without files and with a file in FILES of a hundred; search rows apart."""
    for files, count in ((0, COUNTS[size]), (FILES, WITH_FILES[size])):
        words = f"embedded: archive, {files} % with files" if files else "embedded: archive, no files"
        progress(f"importing {count:,} mails")
        data = folder / f"archive-{files}"
        data.mkdir(parents=True)
        found = run_inside("archive", "import", str(count), str(files), env=environment(data), timeout=3_600)
        yield at_least(words, found["per_second"], "mails/s", LEAST)
        yield at_most(f"{words}, memory", found["megabytes"], "MB (peak)", LARGEST)
        yield at_least(f"{words}, answers in place", found["right"], "share", RIGHT)
        yield at_most(f"{words}, mails lost", found["lost"], "mails", 0)


# Inside an installation.


def bring(count: int, files: int) -> dict[str, Any]:
    """Import COUNT mails into an empty installation and compare each answer with what the maker of the mails knows."""
    from django.core.management import call_command

    from forum.actions.arrivals import import_archive
    from forum.models import Forum
    from network.models import Network
    from network.readers import as_system

    call_command("migrate", verbosity=0)
    network = Network.objects.create(key="list", names={"en": "List"}, kind="judicial", status="active")
    place = Forum.objects.create(network=network, key="archive", names={"en": "Archive"})
    with tempfile.TemporaryFile() as archive:
        truth = {mail.token: mail.parent for mail in write(archive, count, files=files) if mail.is_sure}
        archive.flush()
        began, spent = time.perf_counter(), _spent()
        report = import_archive(actor=as_system("the benchmark"), forum=place, archive=archive)
        seconds, spent = time.perf_counter() - began, _spent() - spent
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024
    return {
        "per_second": round(count / seconds),
        "megabytes": round(peak),
        "largest_child": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1_024),
        "processor_ms": round(1_000 * spent / count, 2),
        "right": _right(truth),
        # Two of one name are one mail in two places: both are brought.
        "lost": count - report.new,
        "kept": report.kept,
        "refused": sum(report.refused.values()),
        "faults": dict(report.faults),
    }


def _spent() -> float:
    """Return the seconds of processor that were spent so far, by this process and by those that looked into files."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _right(truth: dict[str, str]) -> float:
    """Return which share of the answers in TRUTH (token of each mail, token of its parent) stand where they must."""
    import re

    from forum.models import Post

    token = re.compile(r"token\d{7}x")
    tokens: dict[int, str] = {}
    above: dict[str, tuple[int | None, int, int]] = {}
    first: dict[int, str] = {}
    rows = Post.objects.order_by("pk").values_list("pk", "parent_id", "in_reply_to_id", "topic_id", "seq", "body")
    for pk, parent, answered, topic, seq, body in rows.iterator(chunk_size=2_000):
        found = token.search(body)
        if found is None:
            continue
        tokens[pk] = found[0]
        above[found[0]] = (answered or parent, topic, seq)
        if seq == 1:
            first[topic] = found[0]
    right = 0
    for mail, parent in truth.items():
        place, topic, seq = above.get(mail, (None, 0, 0))
        # An answer to the opening is an answer to the topic.
        stands = "" if seq == 1 else tokens.get(place or 0, "") if place else first.get(topic, "")
        right += stands == parent
    return round(right / len(truth), 4)


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(bring(int(sys.argv[2]), int(sys.argv[3]))))
