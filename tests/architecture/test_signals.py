"""The list of receivers in network/signals.py is true."""

import re

from network import signals


def receivers(signal) -> set[str]:
    found = set()
    for entry in signal.receivers:
        function = entry[1]() if callable(entry[1]) and not hasattr(entry[1], "__name__") else entry[1]
        if function is not None:
            found.add(f"{function.__module__}.{function.__qualname__}")
    return found


def test_the_list_names_exactly_the_receivers_there_are():
    listed: dict[str, set[str]] = {}
    for name, receiver in re.findall(r"^- (\w+): (\S+)$", signals.__doc__, re.MULTILINE):
        listed.setdefault(name, set()).add(receiver)
    for name in ("membership_ended", "session_ended", "place_ended", "mail_wanted"):
        assert receivers(getattr(signals, name)) == listed.get(name, set()), name
