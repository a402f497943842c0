"""What is done with exports: asked for, decided, written, fetched, removed; and a network brought in."""

from moving.actions.deciding import approve_export, ask_export, decline_export, take_back_export
from moving.actions.writing import fetch_export, look_over_exports, write_export

__all__ = [
    "approve_export",
    "ask_export",
    "decline_export",
    "fetch_export",
    "look_over_exports",
    "take_back_export",
    "write_export",
]
