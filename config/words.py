"""The translations: gathers the marked sentences, compiles the catalogues, and says which sentences are missing.

`python -m config.words update` brings the catalogues in locale/ up to date; `compile` writes the .mo files beside
them; `check` lists what a language lacks.
"""

import io
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ["config", "home", "moving", "forum", "messaging", "notices", "writing", "live", "jobs", "network"]
METHODS = [("**/migrations/**", "ignore"), ("**.py", "python"), ("**.html", "jinja2")]
OPTIONS = {"**.html": {"extensions": "jinja2.ext.i18n", "trimmed": "true", "silent": "false"}}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
# English is the language of the sources.
LANGUAGES = {"fr": "French", "ar": "Arabic"}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def gather() -> Catalog:
    """Return every marked sentence of the sources, with the files in which it stands."""
    catalog = Catalog(project="Counterpart", charset="utf-8", header_comment="# Counterpart: translations.")
    for room in [*ROOMS, "templates"]:
        for name, _line, message, comments, context in extract_from_dir(
            ROOT / room, METHODS, OPTIONS, keywords=KEYWORDS, comment_tags=("Translators:",)
        ):
            catalog.add(message, locations=[(f"{room}/{name}", 0)], auto_comments=comments, context=context)
    return catalog


def catalogue_path(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def read_catalogue(language: str) -> Catalog:
    path = catalogue_path(language)
    if not path.exists():
        return Catalog(locale=language, project="Counterpart")
    return read_po(io.BytesIO(path.read_bytes()), locale=language)


def update(languages: Iterable[str]) -> None:
    """Add new sentences to the catalogues, untranslated, and drop those which no source holds any more."""
    template = gather()
    for language in languages:
        catalogue = read_catalogue(language)
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        catalogue.fuzzy = False
        path = catalogue_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, catalogue, width=120, include_lineno=False, sort_output=True, omit_header=False)


def compile_all() -> None:
    """Write a .mo file beside each catalogue, where Django looks for it."""
    for language in LANGUAGES:
        if catalogue_path(language).exists():
            with catalogue_path(language).with_suffix(".mo").open("wb") as file:
                write_mo(file, read_catalogue(language))


def faults() -> Iterator[str]:
    """Yield what is wrong: a sentence without translation, a stray one, a placeholder lost on the way."""
    template = gather()
    for language, name in LANGUAGES.items():
        catalogue = read_catalogue(language)
        for message in template:
            if not message.id:
                continue
            translated = catalogue.get(message.id, context=message.context)
            yield from (f"{name}: {fault}" for fault in _faults_of(message, translated))


def _faults_of(message: Message, translated: Message | None) -> Iterator[str]:
    first = message.id if isinstance(message.id, str) else message.id[0]
    if translated is None or translated.fuzzy:
        yield f"missing: {first!r}"
        return
    texts = [translated.string] if isinstance(translated.string, str) else list(translated.string or ())
    if not all(texts):
        yield f"missing: {first!r}"
        return
    # A plural form may say the number in a word ("one reply"), but may not name what the source does not give.
    known = set(PLACEHOLDER.findall(first if isinstance(message.id, str) else " ".join(message.id)))
    for text in texts:
        strange = set(PLACEHOLDER.findall(text)) - known
        lost = known - set(PLACEHOLDER.findall(text)) if isinstance(message.id, str) else set()
        if strange or lost:
            yield f"placeholders differ in {first!r}: {sorted(strange | lost)}"


def main(command: str, *languages: str) -> int:
    match command:
        case "update":
            update(languages or LANGUAGES)
        case "compile":
            compile_all()
        case "check":
            found = list(faults())
            print(*found, sep="\n")  # noqa: T201 - a command's answer
            return 1 if found else 0
        case _:
            raise SystemExit("usage: python -m config.words update [LANGUAGE …]|compile|check")
    return 0


if __name__ == "__main__":
    sys.exit(main(*(sys.argv[1:] or [""])))
