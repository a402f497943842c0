"""Templates compiled for one language: the same words as if they were looked up each time."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from babel import Locale
from babel.dates import format_date, format_datetime
from django.conf import settings
from django.middleware.csrf import get_token
from django.template import engines
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from jinja2 import UndefinedError

from config.engine import TOKEN
from config.templates import brief, day, samples, when

CODES = [code for code, _name in settings.LANGUAGES]


def rendered(source, language="en", **context):
    with translation.override(language):
        return engines["jinja2"].from_string(source).render(context)


@pytest.fixture
def told(monkeypatch):
    """Translates each sentence into itself between the signs of its language, and counts how often it is asked."""
    asked = []

    def gettext(sentence):
        asked.append(sentence)
        return f"{translation.get_language()}<{sentence}>"

    monkeypatch.setattr("config.engine.gettext", gettext)
    return asked


@pytest.mark.parametrize("language", CODES)
def test_each_language_has_its_own_sentences(language, told):
    assert rendered('{{ _("Sign out") }}', language) == f"{language}<Sign out>"


def test_a_sentence_is_looked_up_when_the_template_is_compiled_and_not_when_it_is_shown(told):
    template = engines["jinja2"].from_string('{% for one in "abc" %}{{ _("Reply") }}{% endfor %}')
    told.clear()
    assert template.render({}).count("Reply") == 3
    assert told == []


def test_what_is_put_into_a_sentence_is_escaped_and_the_sentence_is_not(told):
    source = '{{ _("By <b>%(who)s</b>", who=name) }}'
    assert rendered(source, name="<i>") == "en<By <b>&lt;i&gt;</b>>"


def test_a_block_of_words_is_translated_with_its_names(told):
    assert rendered("{% trans who=name %}By {{ who }}.{% endtrans %}", name="Ana") == "en<By Ana.>"


def test_a_name_that_is_not_there_is_an_error_in_a_sentence_too():
    with pytest.raises(UndefinedError):
        rendered('{{ _("By %(who)s", who=nobody) }}')


def test_a_sentence_that_is_only_known_later_is_translated_later():
    with translation.override("fr"):
        wanted = gettext("This field is required.")
    assert wanted != "This field is required."
    assert rendered("{{ _(words) }}", "fr", words="This field is required.") == wanted


def test_a_language_that_nobody_speaks_here_is_answered_in_english(told):
    with translation.override("de"):
        assert engines["jinja2"].from_string('{{ _("Reply") }}').render({}) == "en<Reply>"


def test_all_forms_of_an_answer_hold_one_token_that_the_next_post_may_bring():
    request = RequestFactory().get("/")
    fields = engines["jinja2"].from_string("{{ csrf_input }}\n{{ csrf_input }}").render({}, request).split("\n")
    assert fields[0] == fields[1] != ""
    assert get_token(request) not in fields[0], "the token is masked anew for each answer"


def test_the_token_of_the_forms_is_no_word_that_a_text_could_hold():
    request = RequestFactory().get("/")
    text = engines["jinja2"].from_string("{{ csrf_input }}").render({}, request)
    assert TOKEN not in text
    assert len(TOKEN) == 32


@pytest.mark.django_db
def test_the_cookie_of_the_forms_is_sent_once_and_a_form_is_taken_with_it():
    browser = Client(enforce_csrf_checks=True)
    address = reverse("network:sign_in")
    first = browser.get(address)
    assert settings.CSRF_COOKIE_NAME in first.cookies
    again = browser.get(address)
    assert settings.CSRF_COOKIE_NAME not in again.cookies
    token = re.search('name="csrfmiddlewaretoken" value="([^"]+)"', again.content.decode())[1]
    filled = {"email": "nobody@authority.example", "password": "no such password"}
    assert browser.post(address, filled).status_code == 403
    assert browser.post(address, filled | {"csrfmiddlewaretoken": token}).status_code != 403
    browser.cookies[settings.CSRF_COOKIE_NAME] = "not a token"
    assert settings.CSRF_COOKIE_NAME in browser.get(address).cookies


MOMENTS = [datetime(2026, month, 28 - month, month * 2 - 1, 5, tzinfo=UTC) for month in range(1, 13)]


class Reader:
    """A request's reader who lives in Mauritius."""

    class authority:  # noqa: N801
        zone = "Indian/Mauritius"


@pytest.mark.parametrize("language", CODES)
@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: f"{moment:%b}")
def test_times_are_written_as_the_language_writes_them(language, moment):
    zone = ZoneInfo("Indian/Mauritius")
    request = RequestFactory().get("/")
    request.reader = Reader()
    context = {"request": request}
    with translation.override(language):
        assert when(context, moment) == format_datetime(moment, "d MMM y HH:mm", tzinfo=zone, locale=language)
        assert day(context, moment) == format_date(moment.astimezone(zone).date(), "d MMM y", locale=language)


def test_a_list_says_the_hour_of_today_and_the_year_only_of_another(monkeypatch):
    # In Mauritius it is 02:00 on the first of March, elsewhere still February.
    monkeypatch.setattr("config.templates.timezone.now", lambda: datetime(2026, 2, 28, 22, 0, tzinfo=UTC))
    request = RequestFactory().get("/")
    request.reader = Reader()
    context = {"request": request}
    with translation.override("en"):
        assert brief(context, datetime(2026, 2, 28, 21, 5, tzinfo=UTC)) == "01:05"
        assert brief(context, datetime(2026, 2, 28, 9, 0, tzinfo=UTC)) == "28 Feb"
        assert brief(context, datetime(2025, 12, 31, 9, 0, tzinfo=UTC)) == "31 Dec 2025"


def test_the_indentation_of_a_template_does_not_travel_and_that_of_a_text_does():
    assert rendered("<div>\n    <p>{{ text }}</p>\n\t</div>", text="a\n    b") == "<div>\n<p>a\n    b</p>\n</div>"


@pytest.mark.parametrize("language", CODES)
def test_there_is_a_sample_of_each_form_that_a_number_takes_and_no_second_one(language):
    form = Locale.parse(language).plural_form
    with translation.override(language):
        forms = [form(number) for number in samples()]
    assert sorted(forms) == sorted({form(number) for number in range(1_000)})


def test_what_is_the_same_on_every_page_is_said_once_in_each_language(told):
    source = '{% macro foot() %}<b>{{ _("Foot") }}</b>{% endmacro %}{{ kept(foot) }}{{ kept(foot) }}'
    assert rendered(source) == "<b>en<Foot></b>" * 2
    assert rendered(source, "fr") == "<b>fr<Foot></b>" * 2


def test_a_macro_takes_arguments_and_a_caller_as_jinja_hands_them():
    source = (
        "{% macro one(a, b=2) %}{{ a }}{{ b }}{{ caller() }}{% endmacro %}"
        "{% for n in [1, 2] %}{% call one(n, b='<') %}{{ loop.index }}{% endcall %}{% endfor %}"
    )
    assert rendered(source) == "1&lt;12&lt;2"
