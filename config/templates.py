"""The Jinja2 environment of our own templates: what every template finds."""

import json
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import get_month_names
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils import timezone, translation
from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from config.engine import TranslatedEnvironment
from live.cursors import live_cursor
from network.drawing import draw
from writing.files.words import choosable_files, files_help, size_in_words
from writing.markdown import LONGEST

# Which there are, and which of them point the other way where one writes from right to left.
ICONS = json.loads((settings.BASE_DIR / "frontend" / "icons.json").read_text())


def environment(**options: Any) -> Environment:
    """Return the environment; undefined names are errors, so that a misspelt one is seen by the first test."""
    from jinja2 import StrictUndefined

    jinja = TranslatedEnvironment(
        **{**options, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True, "autoescape": True},
        extensions=["jinja2.ext.i18n"],
    )
    jinja.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    jinja.globals.update(
        static=static,
        url=url,
        icon=icon,
        direction=direction,
        language=language,
        languages=settings.LANGUAGES,
        demonstration=settings.DEMO,
        navigation=navigation,
        script_words=script_words,
        flashes=flashes,
        now=timezone.now,
        live_cursor=live_cursor,
        draw=draw,
        samples=samples,
        files_help=files_help,
        choosable_files=choosable_files,
        file_size=size_in_words,
        longest_post=LONGEST,
    )
    jinja.filters.update(when=when, day=day, brief=brief, iso=iso)
    return jinja


def url(name: str, /, *args: Any, **kwargs: Any) -> str:
    """Return the address of a route; a frame names a dozen of them on every page, hence kept."""
    return _address(get_urlconf() or settings.ROOT_URLCONF, get_script_prefix(), name, args, tuple(kwargs.items()))


@lru_cache(maxsize=1000)
def _address(urlconf: str, _prefix: str, name: str, args: tuple[Any, ...], kwargs: tuple[tuple[str, Any], ...]) -> str:
    return reverse(name, urlconf, args=args or None, kwargs=dict(kwargs) or None)


@lru_cache(maxsize=200)
def static(name: str) -> str:
    """Return the address of a file of the build, which changes only with a new build, and so with a new process."""
    return staticfiles_storage.url(name)


def language() -> str:
    return translation.get_language() or "en"


def direction() -> str:
    return "rtl" if translation.get_language_bidi() else "ltr"


def samples() -> list[int]:
    """Return a number for each form that numbers take in this language: two in English, six in Arabic."""
    form = Locale.parse(_locale()).plural_form
    return list({form(number): number for number in (100, 11, 3, 2, 1, 0)}.values())


@lru_cache(maxsize=200)
def icon(name: str) -> Markup:
    """Return the icon NAME as SVG, hidden from screen readers: a word always stands beside it."""
    if name not in ICONS["icons"]:
        raise KeyError(f"There is no icon {name}.")
    kind = "icon mirrored" if name in ICONS["mirrored"] else "icon"
    drawing = '<svg class="{}" width="16" height="16" aria-hidden="true"><use href="{}#{}"/></svg>'
    return Markup(drawing).format(kind, static("mark.svg"), name)  # noqa: S704 - our own words alone


@pass_context
def navigation(context: Context) -> tuple[Any, ...]:
    """Return the places of the main navigation for the reader of this page."""
    from home.navigation import places

    return places(context["request"], context.get("waiting", {}))


def script_words() -> str:
    """Return the address of what scripts say in the language of this page."""
    from home.script_words import script_words_address

    return script_words_address()


@pass_context
def flashes(context: Context) -> list[Any]:
    """Return what the last act has to say, once."""
    from django.contrib.messages import get_messages

    said = get_messages(context["request"])
    # Read only when there are any: what was read is taken out of the browser, with a cookie in every answer.
    return list(said) if len(said) else []


@pass_context
def when(context: Context, moment: datetime, zone: str = "") -> str:
    """Write an instant in the reader's zone (or ZONE) and language, to the minute."""
    local = moment.astimezone(ZoneInfo(zone) if zone else _zone(context))
    return f"{_day(local)} {local.hour:02}:{local.minute:02}"


@pass_context
def day(context: Context, moment: datetime | date, zone: str = "") -> str:
    """Write a day in the reader's zone (or ZONE) and language."""
    if isinstance(moment, datetime):
        moment = moment.astimezone(ZoneInfo(zone) if zone else _zone(context))
    return _day(moment)


@pass_context
def brief(context: Context, moment: datetime) -> str:
    """Write an instant for a list, in the reader's zone and language: today's hour, else the day."""
    local, today = moment.astimezone(_zone(context)), timezone.now().astimezone(_zone(context))
    if local.date() == today.date():
        return f"{local.hour:02}:{local.minute:02}"
    return _day(local) if local.year != today.year else f"{local.day} {_months(_locale())[local.month]}"


def iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _day(local: date) -> str:
    # What Babel makes of "d MMM y", which it would take apart anew for each of the fifty times on a page.
    return f"{local.day} {_months(_locale())[local.month]} {local.year}"


@lru_cache(maxsize=20)
def _months(locale: str) -> dict[int, str]:
    return dict(get_month_names("abbreviated", "format", locale).items())


def _zone(context: Context) -> ZoneInfo:
    # Asked for each time on a page, and the same for all of them.
    request = context["request"]
    found: ZoneInfo | None = getattr(request, "zone", None)
    if found is None:
        member = getattr(request.reader, "member", None)
        authority = getattr(request.reader, "authority", None)
        found = request.zone = ZoneInfo((member.zone if member else "") or getattr(authority, "zone", "") or "UTC")
    return found


def _locale() -> str:
    return language().replace("-", "_")
