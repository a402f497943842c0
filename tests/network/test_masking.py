"""The log says where a fault happened, and never what stood in the row."""

import logging
import sys

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError

from network.masking import MaskTokens

ROW = "Failing row contains (7, ana@authority.example,\nthe body of a post)."


class FromTheDriver(Exception):
    """Stands for psycopg's, which quotes the row that it could not write."""


@pytest.fixture
def logged():
    """What is printed of a fault which the database tells, as the console prints it."""
    try:
        try:
            raise FromTheDriver(ROW)
        except FromTheDriver as error:
            raise IntegrityError(ROW) from error
    except IntegrityError:
        record = logging.LogRecord("django.request", logging.ERROR, "", 0, "Broken: %s", ("/x/",), sys.exc_info())
    assert MaskTokens().filter(record)
    return logging.Formatter("%(message)s").format(record)


def test_what_the_database_says_of_a_row_stands_in_no_log(logged):
    assert "ana@authority.example" not in logged
    assert "body of a post" not in logged


def test_where_it_happened_stands_there(logged):
    assert "Broken: /x/" in logged
    assert "IntegrityError" in logged
    assert "test_masking.py" in logged
    assert logged.index("FromTheDriver") < logged.rindex("IntegrityError")


def test_a_refused_act_leaves_a_line_in_the_log_and_no_trace(dara, ocean, ana, caplog):
    caplog.handler.addFilter(MaskTokens())
    answer = ana.client.get(f"/networks/{ocean.public_id}/admit/")
    assert answer.status_code == 403
    assert "Forbidden" in caplog.text
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize(
    "sent", [{"language": "secret " * 200_000}, {f"secret-{number}": "secret" for number in range(300)}]
)
def test_a_request_that_is_too_large_leaves_one_calm_line_in_the_log(ana, caplog, sent):
    caplog.handler.addFilter(MaskTokens())
    caplog.handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    assert ana.client.post("/account/", sent).status_code in {400, 413}
    (line,) = caplog.text.splitlines()
    assert line.startswith("WARNING ")
    assert "exceeded" in line
    assert "secret" not in line


def test_so_do_too_many_files(ana, caplog):
    caplog.handler.addFilter(MaskTokens())
    caplog.handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    files = {f"secret-{number}": ContentFile(b"x", "secret.txt") for number in range(60)}
    assert ana.client.post("/account/", files).status_code == 400
    (line,) = caplog.text.splitlines()
    assert line.startswith("WARNING ")
    assert "secret" not in line
