"""The process that looks into one file: limits first, then the check, then one line that says what it found.

`python -c START root family ending descriptor`: the file stands on standard input, what is written anew goes to the
descriptor. Its environment is empty, and it knows nothing of the installation.
"""

import json
import os
import resource
import sys

from writing.files.inside import faults


def limit(memory: int, seconds: int, largest: int) -> None:
    """Bound this process: MEMORY in bytes, SECONDS of the processor, LARGEST file that it may write."""
    bounds = {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_FSIZE: largest,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 64,
    }
    for what, most in bounds.items():
        # A system may know less of this than Linux; the time on the wall is watched from outside besides.
        try:
            resource.setrlimit(what, (most, most))
        except (ValueError, OSError):
            continue


def main() -> None:
    memory, seconds, largest, output = (int(word) for word in sys.argv[4:8])
    limit(memory, seconds, largest)
    family, ending = sys.argv[2:4]
    answer(family, ending, output)


def answer(family: str, ending: str, output: int) -> None:
    """Look into standard input, say on standard output what was found, and end: nothing comes after a file."""
    try:
        written = examine(family, ending, output)
        found = {"fault": "", "written": written}
    except faults.Fault as fault:
        found = {"fault": fault.key, "written": False}
    except (MemoryError, RecursionError):
        found = {"fault": faults.COSTLY, "written": False}
    except Exception:
        # Whatever a damaged file makes a reader of its format do: it is damaged, and that is all that is said.
        found = {"fault": faults.DAMAGED, "written": False}
    sys.stdout.write(json.dumps(found))
    sys.stdout.flush()
    # Nothing is tidied up that a file may have put in disorder.
    os._exit(0)


def examine(family: str, ending: str, output: int) -> bool:
    """Check standard input as a file of FAMILY and ENDING; return whether it was written anew to OUTPUT."""
    file = sys.stdin.buffer
    if family == "image":
        from writing.files.inside.images import rewrite

        with os.fdopen(output, "wb") as target:
            rewrite(file, ending, target)
        return True
    if family in {"office", "open"}:
        from writing.files.inside.packages import check_office, check_open

        (check_office if family == "office" else check_open)(file, ending)
    elif family == "pdf":
        from writing.files.inside.papers import check_pdf

        check_pdf(file)
    else:
        from writing.files.inside.texts import check_text

        check_text(file)
    return False
