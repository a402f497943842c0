"""What is accepted as a file, by its content; and that looking into a hostile one costs little."""

import io
import os
import resource
import tempfile
import time

import pytest
from PIL import Image

from tests.writing import samples
from writing.files import examiner
from writing.files.inside import faults
from writing.files.kinds import KINDS, kind_of
from writing.files.limits import MEMORY, PATIENCE, SECONDS


def look(name, content):
    """Return what is said of CONTENT under NAME, and what was written anew."""
    with tempfile.TemporaryFile() as file, tempfile.TemporaryFile() as written:
        file.write(content)
        file.flush()
        fault, anew = examiner.examine(file, kind_of(name), written)
        written.seek(0)
        return fault, written.read() if anew else None


@pytest.mark.parametrize("name", samples.GOOD)
def test_what_people_send_is_accepted(name):
    fault, anew = look(name, samples.GOOD[name])
    assert fault == ""
    assert (anew is not None) == (kind_of(name).family == "image")


def test_there_are_twelve_kinds():
    assert len(KINDS) == 12
    assert {kind_of(name).ending for name in samples.GOOD} == set(KINDS)


@pytest.mark.parametrize("name", ["a.exe", "a.docm", "a.svg", "a.html", "a.zip", "a", "pdf", "a.pdf.js", ""])
def test_other_endings_are_no_kind(name):
    assert kind_of(name) is None


@pytest.mark.parametrize("what", samples.BAD)
def test_what_is_not_what_it_says_is_refused(what):
    name, content, said = samples.BAD[what]
    assert look(name, content)[0] == said


@pytest.mark.parametrize("ending", ["jpg", "png", "webp"])
def test_an_image_is_written_anew_with_its_pixels_alone_turned_as_its_camera_said(ending):
    before = samples.image(ending)
    fault, after = look(f"a.{ending}", before)
    assert fault == ""
    assert samples.PLACE in before
    assert samples.PLACE not in after
    image = Image.open(io.BytesIO(after))
    assert image.size == (20, 40)
    assert not image.getexif()
    assert "icc_profile" not in image.info


def test_what_is_hidden_behind_an_image_is_gone():
    fault, after = look("a.png", samples.image("png") + b"PK\x03\x04 hidden archive")
    assert fault == ""
    assert b"hidden" not in after


def test_what_is_transparent_stays_transparent():
    _fault, after = look("a.png", samples.image("png", mode="LA"))
    assert "A" in Image.open(io.BytesIO(after)).mode


def test_a_large_photograph_is_made_smaller_and_not_refused():
    fault, after = look("a.jpg", samples.image("jpg", (6_000, 5_000), "L"))
    assert fault == ""
    assert sorted(Image.open(io.BytesIO(after)).size) == [2_500, 3_000]


@pytest.mark.parametrize("what", samples.bombs())
def test_a_bomb_costs_little_and_is_refused(what):
    name, content, said = samples.bombs()[what]
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    fault, _anew = look(name, content)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert fault == said
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime <= SECONDS + 1
    assert time.monotonic() - began <= PATIENCE + 1


def child(monkeypatch, words):
    """Let the process do WORDS in place of looking into the file, under its limits."""
    start = (
        "import sys; sys.path.insert(1, sys.argv[1]); from writing.files.inside import run; "
        f"run.examine = lambda *given: ({words}); run.main()"
    )
    monkeypatch.setattr(examiner, "START", start)


def test_a_file_that_takes_more_memory_is_refused(monkeypatch):
    child(monkeypatch, f"bytearray({MEMORY})")
    assert look("a.pdf", samples.PDF)[0] == faults.COSTLY


def test_less_memory_than_that_is_there(monkeypatch):
    child(monkeypatch, f"bytearray({MEMORY // 2}) and False")
    assert look("a.pdf", samples.PDF)[0] == ""


def test_a_file_that_takes_more_time_is_refused(monkeypatch):
    monkeypatch.setattr(examiner, "SECONDS", 1)
    child(monkeypatch, "[number for number in iter(int, 1)]")
    began = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    assert look("a.pdf", samples.PDF)[0] == faults.COSTLY
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - began < 3


def test_a_file_that_only_waits_is_refused(monkeypatch):
    monkeypatch.setattr(examiner, "PATIENCE", 1)
    child(monkeypatch, "__import__('signal').pause()")
    assert look("a.pdf", samples.PDF)[0] == faults.COSTLY


def test_the_process_knows_nothing_of_the_installation(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "a secret")
    child(monkeypatch, "bool(__import__('os').environ.get('SECRET_KEY')) or 'django' in sys.modules")
    with tempfile.TemporaryFile() as file, tempfile.TemporaryFile() as written:
        assert examiner.examine(file, kind_of("a.pdf"), written) == ("", False)
    assert os.environ["SECRET_KEY"] == "a secret"
