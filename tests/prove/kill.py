"""kill -9 of the web process at random while many clients post: nothing acknowledged is lost, nothing comes twice."""

import time

from tests.prove.posting import Posting, check
from tests.prove.proof import Run, percentile
from tests.prove.served import Served

CLIENTS = 30


def prove(run: Run) -> str:
    site = Served(data=run.folder).start()
    try:
        place = site.inside("begin", count=CLIENTS)
        posting = Posting(site, place, run).start()
        kills, back = 0, []
        end = time.monotonic() + run.size(60, 300)
        while time.monotonic() < end:
            time.sleep(run.choose.uniform(0.3, 3.7))
            run.note("kill", acknowledged=len(posting.journal.acknowledged))
            site.kill()
            began = time.monotonic()
            site.start()
            kills += 1
            back.append(time.monotonic() - began)
        journal = posting.stop()
        count = check(site, place, journal)
        return (
            f"{kills} kills under {CLIENTS} clients: {len(journal.acknowledged)} acknowledged, {count} there, 0 lost, "
            f"0 twice; {journal.lost} lines cut, all sent again; back after {percentile(back, 0.5):.1f} s (median)"
        )
    finally:
        site.remove()
