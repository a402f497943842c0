"""Settings refuse an unsafe installation at the start."""

import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def start(tmp_path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    return subprocess.run(
        [sys.executable, "-c", "from config import settings as s; print(s.SESSION_COOKIE_NAME, s.DEMO, s.DEBUG)"],
        cwd=ROOT,
        env={**kept, "DATA": str(tmp_path), **environment},
        capture_output=True,
        text=True,
    )


def test_the_default_is_a_demonstration_on_this_machine_without_debug(tmp_path):
    assert start(tmp_path).stdout.split() == ["session", "True", "False"]


def test_another_host_needs_https(tmp_path):
    done = start(tmp_path, PUBLIC_URL="http://counterpart.example")
    assert done.returncode
    assert "https://" in done.stderr


def test_another_host_refuses_the_demonstration(tmp_path):
    done = start(tmp_path, PUBLIC_URL="https://counterpart.example", DEMO="1")
    assert done.returncode
    assert "DEMO=0" in done.stderr


def test_another_host_has_no_demonstration_and_cookies_that_only_https_carries(tmp_path):
    assert start(tmp_path, PUBLIC_URL="https://counterpart.example").stdout.split() == [
        "__Host-session",
        "False",
        "False",
    ]


@pytest.mark.parametrize("url", ["mysql://a@localhost/b", "sqlite:///x"])
def test_only_postgresql_is_taken_as_another_database(tmp_path, url):
    done = start(tmp_path, DATABASE_URL=url)
    assert done.returncode
    assert "PostgreSQL" in done.stderr


def test_a_file_that_no_form_asks_for_is_never_kept(ana, anonymous, monkeypatch):
    kept = []
    monkeypatch.setattr(
        "django.core.files.uploadhandler.MemoryFileUploadHandler.new_file", lambda *_a, **_k: kept.append(1)
    )
    for who, path in ((anonymous, "/sign-in/"), (ana.client, "/account/")):
        assert who.post(path, {"email": "x@y.example", "file": BytesIO(b"x" * 1000)}).status_code < 500
    assert kept == []
