"""`make prove`: runs the proofs, prints one line each with its figures, and exits with the number of failures.

    python -m tests.prove                       all, in the sizes for every day (under 25 minutes)
    python -m tests.prove kill disk             those named
    python -m tests.prove --long                in full size
    python -m tests.prove --seed 7 mutants      again as it was

What each did stands in DATA/prove/<name>-<seed>.jsonl, beside it the logs of one that failed.
"""

import argparse
import importlib
import os
import shutil
import sys
import tempfile
import time
import traceback
from pathlib import Path

from tests.prove.proof import NotHeld, NotMeasured, Run

ROOT = Path(__file__).resolve().parents[2]
PROOFS = {
    "mutants": "each permission check removed in turn is noticed by a test",
    "kill": "the web process killed again and again loses and doubles nothing",
    "sealed": "thirty writers of sealed messages, the web process killed for two minutes: each once, one order for all",
    "large": "a sealed file of 100 MB from browser to browser: progress, bounded memory, the same bytes",
    "worker": "a job whose worker was killed runs again, and its mail leaves once",
    "contention": "many writers, a long reader and a backup: nobody hears that the database is locked",
    "twice": "a form sent many times at once makes one post",
    "offline": "a socket cut again and again, and one long away, hears everything once and in order",
    "enumeration": "accounts that exist answer as invented ones do, to the byte and the millisecond",
    "disk": "a full disk is said in words, keeps nothing by halves, and heals without repair",
    "services": "PostgreSQL and Redis killed, paused, emptied: said with 503, back within 15 seconds, nothing lost",
    "slow": "a database that is slow, cut off or silent: said with 503 in time, no thread is lost",
    "mail": "a mail server that refuses, puts off, hangs or drops: nothing waits for it, each letter leaves once",
    "clock": "a clock set back or forward accepts no code twice and prolongs no session",
    "soak": "members reading, posting and listening for long: no errors, no growth",
}


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="make prove", description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*", choices=[*PROOFS, []], help="which proofs; all without names")
    parser.add_argument("--long", action="store_true", help="in full size")
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(3), "big"))
    parser.add_argument("--keep", action="store_true", help="keep the temporary folders")
    chosen = parser.parse_args(words)
    names = chosen.names or list(PROOFS)
    print(f"seed {chosen.seed}{', in full size' if chosen.long else ''}", flush=True)
    data = Path(os.environ.get("DATA", ROOT / "var")).resolve()
    passed = failed = 0
    for name in names:
        folder = Path(tempfile.mkdtemp(prefix=f"counterpart-prove-{name}-"))
        run = Run(name, chosen.seed, chosen.long, folder, data / "prove" / f"{name}-{chosen.seed}.jsonl")
        word, figures = attempt(run)
        passed += word == "holds"
        failed += word == "FAILS"
        print(f"{name:<12} {word:<12} {time.monotonic() - run.began:6.0f} s  {figures}", flush=True)
        if word == "FAILS":
            for number, log in enumerate(sorted(folder.rglob("log"))):
                shutil.copyfile(log, run.history.with_suffix(f".{number}.log"))
        if not chosen.keep:
            shutil.rmtree(folder, ignore_errors=True)
    print(f"{passed} passed, {failed} failed" + _rest(len(names) - passed - failed), flush=True)
    return failed


def attempt(run: Run) -> tuple[str, str]:
    """Run one proof and return the word for how it ended, with its figures or what does not hold."""
    proof = importlib.import_module(f"tests.prove.{run.name}")
    run.note("begins", about=PROOFS[run.name], seed=run.seed, long=run.long)
    try:
        word, figures = "holds", proof.prove(run)
    except NotHeld as fault:
        word, figures = "FAILS", str(fault)
    except NotMeasured as reason:
        word, figures = "not measured", str(reason)
    except Exception as error:
        run.note("broke", trace=traceback.format_exc())
        word, figures = "FAILS", f"{type(error).__name__}: {error} (see {run.history})"
    run.note(word, figures=figures)
    return word, figures


def _rest(count: int) -> str:
    return f", {count} not measured" if count else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
