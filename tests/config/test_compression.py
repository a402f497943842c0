"""Pages compressed on their way: the same content, of a length that does not tell."""

import gzip

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from config.compression import CompressionMiddleware

PAGE = "<p>Received with thanks.</p>" * 100


def answered(response, **headers):
    return CompressionMiddleware(lambda _request: response)(RequestFactory().get("/", **headers))


def test_what_was_compressed_is_the_page():
    response = answered(HttpResponse(PAGE), HTTP_ACCEPT_ENCODING="br, gzip")
    assert gzip.decompress(response.content).decode() == PAGE
    assert response["Content-Encoding"] == "gzip"
    assert response["Content-Length"] == str(len(response.content))
    assert response["Vary"] == "Accept-Encoding"


def test_the_length_of_the_same_page_differs():
    lengths = {len(answered(HttpResponse(PAGE), HTTP_ACCEPT_ENCODING="gzip").content) for _time in range(40)}
    assert len(lengths) > 5


@pytest.mark.parametrize("accepted", ["", "br"])
def test_a_browser_that_does_not_take_gzip_gets_the_page_as_it_is(accepted):
    response = answered(HttpResponse(PAGE), HTTP_ACCEPT_ENCODING=accepted)
    assert response.content.decode() == PAGE
    assert response["Vary"] == "Accept-Encoding"


def test_what_is_compressed_already_and_what_is_short_stays():
    ready = HttpResponse(b"x" * 500, headers={"Content-Encoding": "br"})
    assert answered(ready, HTTP_ACCEPT_ENCODING="gzip").content == b"x" * 500
    assert answered(HttpResponse("short"), HTTP_ACCEPT_ENCODING="gzip").content == b"short"


def test_what_is_streamed_is_compressed_piece_by_piece():
    response = answered(StreamingHttpResponse([PAGE, PAGE]), HTTP_ACCEPT_ENCODING="gzip")
    assert gzip.decompress(b"".join(response)).decode() == PAGE * 2
