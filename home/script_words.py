"""The sentences that scripts say, in one language: a file of their own, which a browser fetches once and keeps.

On every page anew they were a twentieth of what travels. The address holds a hash of the words: a new sentence is a new
address.
"""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

TEMPLATE = "home/script_words.html"


@dataclass(frozen=True, slots=True)
class ScriptWords:
    html: str
    digest: str


@lru_cache(maxsize=20)
def script_words(language: str) -> ScriptWords:
    with translation.override(language):
        html = render_to_string(TEMPLATE, using="jinja2")
    return ScriptWords(html, blake2b(html.encode(), digest_size=8).hexdigest())


def script_words_address() -> str:
    """Return the address of the words in the language of the page."""
    language = translation.get_language() or "en"
    return _address(language)


@lru_cache(maxsize=20)
def _address(language: str) -> str:
    return reverse("home:script_words", args=[language, script_words(language).digest])
