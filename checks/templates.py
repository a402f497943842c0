"""Compiles every template, and finds in them what the policy forbids: inline script, inline style, unmarked words."""

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

ROOT = Path(__file__).resolve().parent.parent / "templates"
FORBIDDEN = {
    r"<script(?![^>]*\bsrc=)": "an inline script",
    r"<style\b": "an inline style sheet",
    r"\sstyle=": "an inline style",
    r"\son\w+=": "an inline handler",
    r"https?://(?!www\.w3\.org/)": "an address of a third party",
}
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
MARKUP = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)
TRANS = re.compile(r"\{%-?\s*trans\b.*?endtrans\s*-?%\}", re.DOTALL)
WORDS = re.compile(r"[A-Za-zÀ-ÿ]{3,}")
# Names that are the same in every language.
NAMES = {"Counterpart", "TLP", "UTC", "svg", "doctype", "html"}


def faults() -> Iterator[str]:
    """Yield each fault with its file."""
    import django

    django.setup()
    from django.template import TemplateSyntaxError
    from django.template.loader import get_template

    for path in sorted(ROOT.rglob("*.html")):
        name = str(path.relative_to(ROOT))
        try:
            get_template(name, using="jinja2")
        except TemplateSyntaxError as error:
            yield f"{name}: {error}"
        text = path.read_text()
        if re.search(r"\|\s*safe\b", text):
            yield f"{name}: the filter safe"
        plain = JINJA.sub("", TRANS.sub(" ", text))
        for pattern, what in FORBIDDEN.items():
            if re.search(pattern, plain):
                yield f"{name}: {what}"
        bare = MARKUP.sub(" ", plain)
        stray = [word for word in WORDS.findall(bare) if word not in NAMES]
        if stray:
            yield f"{name}: words that are not marked for translation: {' '.join(stray[:8])}"


if __name__ == "__main__":
    found = list(faults())
    print(*found, sep="\n")  # noqa: T201
    sys.exit(bool(found))
