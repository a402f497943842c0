"""What is accepted as a file, by its content; and that looking into a hostile one costs little."""

import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import time

import pytest
from PIL import Image

from tests.writing import samples
from writing.files import examiner
from writing.files.inside import faults
from writing.files.kinds import KINDS, kind_of
from writing.files.limits import AT_ONCE, MEMORY, PATIENCE, SECONDS


def look(name, content, by=None):
    """Return what is said of CONTENT under NAME, and what was written anew."""
    with tempfile.TemporaryFile() as file, tempfile.TemporaryFile() as written:
        file.write(content)
        file.flush()
        fault, anew = (by or examiner.examine)(file, kind_of(name), written)
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


MEASURED = """
import json, resource, sys, tempfile
sys.path.insert(0, sys.argv[1])
from writing.files import examiner
from writing.files.kinds import kind_of
with tempfile.TemporaryFile() as written:
    if sys.argv[3] == "alone":
        fault, _anew = examiner.examine(sys.stdin.buffer, kind_of(sys.argv[2]), written)
    else:
        with examiner.standing() as look:
            fault, _anew = look(sys.stdin.buffer, kind_of(sys.argv[2]), written)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([fault, used.ru_maxrss * 1024, used.ru_utime + used.ru_stime]))
"""
DEAR = {**samples.bombs(), **samples.heaviest()}


@pytest.mark.parametrize("how", ["alone", "among many"])
@pytest.mark.parametrize("what", DEAR)
def test_whatever_is_in_a_file_it_costs_at_most_256_megabytes_and_five_seconds(what, how):
    """Measured by the system, for a process that looks into this one file: memory that it held at most, and time."""
    name, content, said = DEAR[what]
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.flush()
        file.seek(0)
        asked = [sys.executable, "-c", MEASURED, str(examiner.ROOT), name, how]
        done = subprocess.run(asked, stdin=file, capture_output=True, check=True, timeout=60)
    fault, memory, seconds = json.loads(done.stdout)
    assert fault in said if isinstance(said, set) else fault == said
    assert memory <= 256 * 1024 * 1024
    assert seconds <= 5


def child(monkeypatch, words):
    """Let the process do WORDS in place of looking into the file, under its limits."""
    start = (
        "import sys; sys.path.insert(1, sys.argv[1]); from writing.files.inside import run, stay; "
        f"run.examine = lambda *given: ({words}); "
    )
    monkeypatch.setattr(examiner, "START", start + "run.main()")
    monkeypatch.setattr(examiner, "STAY", start + "stay.main()")


def test_a_file_that_takes_more_memory_is_refused(monkeypatch):
    child(monkeypatch, f"bytearray({MEMORY}) and False")
    assert look("a.pdf", samples.PDF)[0] == faults.COSTLY


def test_less_memory_than_that_is_there(monkeypatch):
    child(monkeypatch, f"bytearray({MEMORY // 2}) and False")
    assert look("a.pdf", samples.PDF)[0] == ""


def test_a_file_that_takes_more_time_is_refused(monkeypatch):
    monkeypatch.setattr(examiner, "SECONDS", 1)
    # By its own limit, long before anybody outside loses patience; and it holds no memory.
    monkeypatch.setattr(examiner, "PATIENCE", 60)
    child(monkeypatch, "any(iter(int, 1))")
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


# The same for many files: a process that stays, with a copy of it for each file.


def test_many_files_are_judged_as_one_is():
    with examiner.standing() as standing:
        for name, content in samples.GOOD.items():
            assert look(name, content, standing) == look(name, content), name
        for name, content, said in samples.BAD.values():
            assert look(name, content, standing) == (said, None), name


def test_many_files_begin_no_python_each(monkeypatch):
    begun = []
    popen = examiner.subprocess.Popen
    monkeypatch.setattr(examiner.subprocess, "Popen", lambda *a, **k: begun.append(1) or popen(*a, **k))
    with examiner.standing() as standing:
        for _each in range(9):
            assert look("a.png", samples.image("png"), standing)[0] == ""
    assert len(begun) <= AT_ONCE


@pytest.mark.parametrize("what", samples.bombs())
def test_a_bomb_among_many_files_costs_little_and_the_next_is_looked_at(what):
    name, content, said = samples.bombs()[what]
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    with examiner.standing() as standing:
        assert look(name, content, standing)[0] == said
        assert time.monotonic() - began <= PATIENCE + 1
        assert look("a.png", samples.image("png"), standing)[0] == ""
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime <= SECONDS + 2


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (f"bytearray({MEMORY}) and False", faults.COSTLY),
        (f"bytearray({MEMORY // 2}) and False", ""),
        ("any(iter(int, 1))", faults.COSTLY),
        ("__import__('signal').pause()", faults.COSTLY),
        ("__import__('os').kill(__import__('os').getpid(), 11)", faults.COSTLY),
        ("__import__('sys').stdout.write('x' * 100_000) and False", faults.COSTLY),
        ("[__import__('os').close(number) for number in (0, 1)] and __import__('time').sleep(60)", faults.COSTLY),
        # A file that takes the process over does not reach the one that made it by its socket.
        ("[number for number in range(3, 64) if is_socket(number)] != []", ""),
    ],
)
def test_a_copy_that_goes_astray_ends_alone(monkeypatch, words, fault):
    monkeypatch.setattr(examiner, "SECONDS", 1)
    monkeypatch.setattr(examiner, "PATIENCE", 2)
    child(
        monkeypatch,
        f"(is_socket := lambda one: __import__('os').path.exists(f'/proc/self/fd/{{one}}') "
        f"and __import__('os').readlink(f'/proc/self/fd/{{one}}').startswith('socket')) and ({words})",
    )
    began = time.monotonic()
    with examiner.standing() as standing, tempfile.TemporaryFile() as file, tempfile.TemporaryFile() as written:
        for _each in range(2):
            assert standing(file, kind_of("a.pdf"), written) == (fault, False)
    assert time.monotonic() - began < 12


def test_a_lost_process_is_begun_again(monkeypatch):
    child(monkeypatch, "__import__('os').kill(__import__('os').getppid(), 9)")
    with examiner.standing() as standing:
        assert look("a.pdf", samples.PDF, standing) == (faults.COSTLY, None)
        monkeypatch.undo()
        for _each in range(2 * AT_ONCE):
            found = look("a.pdf", samples.PDF, standing)
        assert found == ("", None)


def test_what_stays_knows_nothing_of_the_installation_and_ends_with_the_work(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "a secret")
    child(monkeypatch, "bool(__import__('os').environ.get('SECRET_KEY')) or 'django' in sys.modules")
    begun = []
    popen = examiner.subprocess.Popen
    monkeypatch.setattr(examiner.subprocess, "Popen", lambda *a, **k: begun.append(popen(*a, **k)) or begun[-1])
    with examiner.standing() as standing, tempfile.TemporaryFile() as file, tempfile.TemporaryFile() as written:
        assert standing(file, kind_of("a.pdf"), written) == ("", False)
    assert begun
    assert all(one.returncode is not None for one in begun)
