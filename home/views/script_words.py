"""The sentences that scripts say: for everybody, kept by the browser as long as they are the same."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from home.script_words import script_words

A_YEAR = 365 * 24 * 3600


@require_safe
def words(_request: HttpRequest, language: str, digest: str) -> HttpResponse:
    if language not in dict(settings.LANGUAGES) or script_words(language).digest != digest:
        raise Http404
    response = HttpResponse(script_words(language).html)
    # Nobody's own: the same for all, and never another under this address.
    response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    return response
