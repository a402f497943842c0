"""Secrets are made once, for the owner alone, and never silently anew."""

import stat

import pytest

from config.secrets import read_secret


def test_a_secret_is_made_on_the_first_start_and_kept(tmp_path, monkeypatch):
    monkeypatch.delenv("SOME_KEY", raising=False)
    first = read_secret("SOME_KEY", tmp_path / "secrets")
    assert len(first) == 43
    assert read_secret("SOME_KEY", tmp_path / "secrets") == first


def test_only_the_owner_reads_it(tmp_path):
    read_secret("SOME_KEY", tmp_path / "data" / "secrets")
    assert stat.S_IMODE((tmp_path / "data" / "secrets" / "some_key").stat().st_mode) == 0o600
    for folder in (tmp_path / "data", tmp_path / "data" / "secrets"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_environment_comes_first(tmp_path, monkeypatch):
    monkeypatch.setenv("SOME_KEY", "given-by-the-operator-of-the-installation")
    assert read_secret("SOME_KEY", tmp_path) == "given-by-the-operator-of-the-installation"
    assert not (tmp_path / "some_key").exists()


def test_a_damaged_file_stops_the_start_instead_of_being_replaced(tmp_path):
    (tmp_path / "some_key").write_text("short")
    with pytest.raises(RuntimeError, match="backup"):
        read_secret("SOME_KEY", tmp_path)
