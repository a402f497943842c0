"""Static files as they are sent: the Worker's scripts under a policy of their own, all others as before."""

from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from whitenoise.middleware import WhiteNoiseMiddleware

from config.headers import WORKER_POLICY


@pytest.fixture
def served(tmp_path: Path, settings):
    """Serve files as the site does: `served(url)` writes one there and returns the answer."""
    settings.WHITENOISE_ROOT = tmp_path
    settings.WHITENOISE_AUTOREFRESH = True

    def not_found(request: HttpRequest) -> HttpResponse:
        return HttpResponse(status=404)

    def get(url: str):
        path = tmp_path / url.lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("1")
        return WhiteNoiseMiddleware(not_found)(RequestFactory().get(url))

    return get


@pytest.mark.parametrize("name", ["worker.js", "worker.0123456789ab.js", "argon2-ABCDEFGH.js", "fr-ABCDEFGH.js"])
def test_every_script_of_the_worker_is_sent_with_its_own_policy(served, name: str) -> None:
    answer = served(f"/static/messaging/{name}")
    assert (answer.status_code, answer["Content-Security-Policy"]) == (200, WORKER_POLICY)


@pytest.mark.parametrize("url", ["/static/app.js", "/static/app.css", "/static/messaging/bundle.json"])
def test_no_other_file_is(served, url: str) -> None:
    answer = served(url)
    assert answer.status_code == 200
    assert "Content-Security-Policy" not in answer


def test_the_policy_runs_no_text_as_script_and_speaks_with_nobody_else() -> None:
    assert WORKER_POLICY.startswith("default-src 'none'; ")
    assert "'unsafe-eval'" not in WORKER_POLICY
    assert "unsafe-inline" not in WORKER_POLICY
    assert "http" not in WORKER_POLICY
