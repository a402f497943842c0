"""How a process begins: everything is imported, and nothing of it is garbage."""

import gc
import os

import django
from django.apps import apps


def begin() -> None:
    """Import the installation. What it is made of is never looked through for garbage, neither now nor later.

    A tenth of the start would go into looking, and, later, a pause of a page that comes in the middle of it.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if apps.ready:
        return
    gc.disable()
    try:
        django.setup()
    finally:
        gc.freeze()
        gc.enable()
