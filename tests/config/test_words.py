"""The translations' tool finds marked sentences, and what a language lacks."""

import ast

import pytest
from babel.messages.catalog import Catalog

from config import words


@pytest.fixture
def catalogues(monkeypatch):
    """One sentence of the source and a catalogue to fill for each language."""
    template = Catalog()
    template.add("Read by %(n)s members")
    template.add(("%(n)s reply", "%(n)s replies"))
    made = {language: Catalog(locale=language) for language in words.LANGUAGES}
    monkeypatch.setattr(words, "gather", lambda: template)
    monkeypatch.setattr(words, "read_catalogue", made.__getitem__)
    return made


def complete(made):
    for language, catalogue in made.items():
        catalogue.add("Read by %(n)s members", "%(n)s …")
        catalogue.add(("%(n)s reply", "%(n)s replies"), ("%(n)s",) * (6 if language == "ar" else 2))


def test_complete_catalogues_have_no_fault(catalogues):
    complete(catalogues)
    assert list(words.faults()) == []


def test_a_missing_sentence_is_named_with_its_language(catalogues):
    complete(catalogues)
    catalogues["fr"].delete("Read by %(n)s members")
    assert list(words.faults()) == ["French: missing: 'Read by %(n)s members'"]


def test_a_missing_plural_form_is_a_fault(catalogues):
    complete(catalogues)
    catalogues["ar"][("%(n)s reply", "%(n)s replies")].string = ("%(n)s",) * 5 + ("",)
    assert any("Arabic: missing" in fault for fault in words.faults())


@pytest.mark.parametrize("translation", ["Lu par des membres", "Lu par %(m)s membres"])
def test_a_lost_or_strange_placeholder_is_a_fault(catalogues, translation):
    complete(catalogues)
    catalogues["fr"]["Read by %(n)s members"].string = translation
    assert any("placeholders differ" in fault for fault in words.faults())


def test_no_marked_sentence_hides_in_a_formatted_string():
    """Babel reads the inside of an f-string as words, so that a sentence marked there would reach no catalogue."""
    marks = words.KEYWORDS.keys()
    hidden = [
        f"{path.name}:{call.lineno}"
        for room in words.ROOMS
        for path in sorted((words.ROOT / room).rglob("*.py"))
        for string in ast.walk(ast.parse(path.read_text()))
        if isinstance(string, ast.JoinedStr)
        for call in ast.walk(string)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in marks
    ]
    assert hidden == []


def test_sentences_of_templates_and_of_modules_are_gathered():
    found = words.gather()
    assert "What we cannot promise" in found  # a template
    assert "You may not do this" in found  # a module
