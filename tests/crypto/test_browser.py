"""All vectors once more in a Worker of Chromium, under the policy that the site sends with its Worker."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.crypto.test_node import needs_packages
from tests.messaging.test_vectors import CASES

PUBLISHED = Path(__file__).resolve().parents[1] / "vectors" / "published"

pytestmark = [needs_packages, pytest.mark.browser]


def test_every_vector_says_the_same_in_chromium(judged: Callable[[str, bytes], Any]) -> None:
    published = {path.stem: json.loads(path.read_text()) for path in sorted(PUBLISHED.glob("*.json"))}
    said = judged("../tests/crypto/in-worker.js", json.dumps({"protocol": CASES, "published": published}).encode())
    assert (said["wrong"], said["failed"], said["missing"]) == ([], [], [])
    assert said["count"] == len(CASES)
    assert said["published"] == sorted(published)
    assert len(said["words"]) == 6
