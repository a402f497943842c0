"""The Jinja2 environment of our own templates: what every template finds."""

from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import reverse
from django.utils import timezone, translation
from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from live.cursors import live_cursor

ICONS = settings.BUILD / "icons"


def environment(**options: Any) -> Environment:
    """Return the environment; undefined names are errors, so that a misspelt one is seen by the first test."""
    from jinja2 import StrictUndefined

    jinja = Environment(  # noqa: S701 - autoescape is set in the options
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
        static=staticfiles_storage.url,
        url=url,
        icon=icon,
        direction=direction,
        language=language,
        languages=settings.LANGUAGES,
        demonstration=settings.DEMO,
        navigation=navigation,
        flashes=flashes,
        now=timezone.now,
        live_cursor=live_cursor,
    )
    jinja.filters.update(when=when, day=day, iso=iso)
    return jinja


def url(name: str, /, *args: Any, **kwargs: Any) -> str:
    return reverse(name, args=args or None, kwargs=kwargs or None)


def language() -> str:
    return translation.get_language() or "en"


def direction() -> str:
    return "rtl" if translation.get_language_bidi() else "ltr"


@lru_cache(maxsize=200)
def icon(name: str) -> Markup:
    """Return the icon NAME as inline SVG, hidden from screen readers: a word always stands beside it."""
    return Markup(Path(ICONS / f"{name}.svg").read_text())  # noqa: S704 - our own build's file, never a member's


@pass_context
def navigation(context: Context) -> list[Any]:
    """Return the places of the main navigation for the reader of this page."""
    from home.navigation import places

    return places(context["request"])


@pass_context
def flashes(context: Context) -> list[Any]:
    """Return what the last act has to say, once."""
    from django.contrib.messages import get_messages

    return list(get_messages(context["request"]))


@pass_context
def when(context: Context, moment: datetime, zone: str = "") -> str:
    """Write an instant in the reader's zone (or ZONE) and language, to the minute."""
    return format_datetime(moment, "d MMM y HH:mm", tzinfo=ZoneInfo(zone or _zone(context)), locale=_locale())


@pass_context
def day(context: Context, moment: datetime | date) -> str:
    """Write a day in the reader's zone and language."""
    if isinstance(moment, datetime):
        moment = moment.astimezone(ZoneInfo(_zone(context))).date()
    return format_date(moment, "d MMM y", locale=_locale())


def iso(moment: datetime) -> str:
    return moment.astimezone(timezone.get_fixed_timezone(0)).isoformat(timespec="seconds")


def _zone(context: Context) -> str:
    reader = context["request"].reader
    member = getattr(reader, "member", None)
    return (member.zone if member else "") or getattr(getattr(reader, "authority", None), "zone", "") or "UTC"


def _locale() -> str:
    return language().replace("-", "_")
