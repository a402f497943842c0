"""Where a reader goes back to: a path of this house, as every browser reads it."""

import pytest

from network.returning import LONGEST, safe_path


@pytest.mark.parametrize("path", ["/", "/topics/abc/?after=5#post-3", "/search/?q=%D8%B7"])
def test_a_path_of_this_house_stays_as_it_is(path):
    assert safe_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "topics/",
        "//other.example/",
        "/\\other.example/",
        "https://other.example/",
        "/\t/other.example/",
        "/topics/\r\nSet-Cookie: session=a",
        "/topics/\x00",
        "/topics/ a",
        "/topics\\..",
        "/link/token/",
        "/" + "a" * LONGEST,
    ],
)
def test_what_a_browser_could_read_as_another_place_is_none(path):
    assert safe_path(path) == ""
