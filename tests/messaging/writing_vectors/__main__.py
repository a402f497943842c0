"""Gathers the vectors of both implementations, has each judged as it was meant, and writes them."""

import json
import subprocess
import sys
from pathlib import Path

from tests.messaging.judge import judge
from tests.messaging.writing_vectors.blobs import blobs
from tests.messaging.writing_vectors.cast import FOLDER, ROOT, cases
from tests.messaging.writing_vectors.edits import edits, file_edits
from tests.messaging.writing_vectors.entries import entries, identities
from tests.messaging.writing_vectors.envelopes import envelopes
from tests.messaging.writing_vectors.epochs import epochs
from tests.messaging.writing_vectors.log import checkpoints, log
from tests.messaging.writing_vectors.records import records, sealed_files


def main(folder: Path = FOLDER) -> None:
    made = subprocess.run(["node", "tests/crypto/write.js"], cwd=ROOT, capture_output=True, text=True, check=True)
    cases.extend({**case, "verdict": "ok"} for case in json.loads(made.stdout))
    identities()
    entries()
    log()
    checkpoints()
    blobs()
    record, _wraps = epochs()
    envelopes(record)
    sealed_files()
    records(record)
    edits()
    file_edits()
    folder.mkdir(parents=True, exist_ok=True)
    for thing in sorted({case["object"] for case in cases}):
        mine = [case for case in cases if case["object"] == thing]
        bases = {(case["by"], case["name"]): case for case in mine if "given" in case}
        for case in mine:
            given = case.get("given") or bases[case["by"], case["of"]]["given"]
            said = judge({**case, "given": given})
            assert said["verdict"] == case["verdict"], (thing, case["name"], said["verdict"], case["verdict"])
            case["says"] = said["says"]
        lines = ",\n".join(
            json.dumps({key: case[key] for key in case if key != "object"}, ensure_ascii=False) for case in mine
        )
        (folder / f"{thing}.json").write_text(f'{{"version": 1, "object": "{thing}", "cases": [\n{lines}\n]}}\n')


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
