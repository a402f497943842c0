"""How passwords are kept and which are refused: Argon2id, few at a time; length, a list, and no other rule."""

import os
import string
import sys
import threading
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

BLOCKLIST = Path(__file__).resolve().parent / "data" / "blocklist.txt"
SHORTEST = 12
AT_ONCE = 2
PATIENCE = 20
# Of a processor that a page wants too, two comparisons then leave it seven tenths, and are not starved themselves.
GIVES_WAY = 7

# A hash of random bytes under the same cost: trying a password on nobody takes as long as on somebody.
NOBODYS = "argon2$argon2id$v=19$m=65536,t=3,p=1$bm9ib2R5c19zYWx0X29mX21pbmU$rdybFNZZ1Pz0H+nqz158e9hB+WlrANmpp0uLzLwKjcE"


class TooBusy(RuntimeError):
    """More sign-ins at once than can be served within twenty seconds."""


class BoundedArgon2(Argon2PasswordHasher):
    """Argon2id, 64 MiB, three passes, one lane; at most two at once in a process."""

    memory_cost = 65_536
    time_cost = 3
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        return str(_in_turn(super().encode, composed(password), salt))

    def verify(self, password: str, encoded: str) -> bool:
        return bool(_in_turn(super().verify, composed(password), encoded))

    def harden_runtime(self, password: str, encoded: str) -> None:
        """All hashes have one cost: there is nothing to make up for."""


def composed(password: str) -> str:
    """Return PASSWORD in composed form: an é typed on two keyboards is one é."""
    return unicodedata.normalize("NFC", password)


def _in_turn(work: Callable[..., Any], *arguments: Any) -> Any:
    try:
        return _hands.submit(work, *arguments).result(timeout=PATIENCE)
    except TimeoutError:
        raise TooBusy from None


def _give_way() -> None:
    # Linux counts a thread as a process here: pages come first where both want the same processor.
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), GIVES_WAY)


# Two at once take 128 MiB; the rest of a rush waits its turn.
_hands = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="password", initializer=_give_way)


class LengthValidator:
    """At least twelve characters."""

    def validate(self, password: str, user: Any = None) -> None:
        if len(composed(password)) < SHORTEST:
            raise ValidationError(
                ngettext(
                    "Take at least %(least)d character: three or four words that do not belong together are good.",
                    "Take at least %(least)d characters: three or four words that do not belong together are good.",
                    SHORTEST,
                )
                % {"least": SHORTEST},
                code="too_short",
            )

    def get_help_text(self) -> str:
        return _("At least 12 characters. Three or four words that do not belong together are good.")


class BlocklistValidator:
    """Not one of those that are tried first: listed words, runs and repetitions, the own address or name."""

    def validate(self, password: str, user: Any = None) -> None:
        if is_guessed_first(password, *_own_words(user)):
            raise ValidationError(
                _("This password is one of those that are tried first. Take words that nobody connects with you."),
                code="guessed_first",
            )

    def get_help_text(self) -> str:
        return ""


def is_guessed_first(password: str, *own: str) -> bool:
    """Whether PASSWORD is no more than two listed or OWN words, apart from digits, signs, runs and repetitions."""
    plain = composed(password).casefold()
    if len(set(plain)) < 5:
        return True
    words = blocklist() | {word.casefold() for word in own if len(word) >= 3}
    core = plain.strip(SIGNS)
    return any(_pieces(_unrepeated(_letters(text)), words) <= WORDS_TOO_FEW for text in {core, core.translate(LEET)})


# Three listed words that do not belong together are more than a list of passwords holds.
WORDS_TOO_FEW = 2
SIGNS = string.digits + string.punctuation + string.whitespace
# What stands for letters in the passwords that are tried first.
LEET = str.maketrans("013457@$!", "oieastasi")
RUNS = ("abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "azertyuiop", "qsdfghjklm", "qwertzuiop")


def _letters(text: str) -> str:
    return "".join(sign for sign in text if sign.isalpha())


def _unrepeated(letters: str) -> str:
    """Return the piece of which LETTERS is a repetition, or LETTERS."""
    shortest = (letters + letters).find(letters, 1)
    return letters[:shortest] if 0 < shortest < len(letters) else letters


def _pieces(letters: str, words: frozenset[str]) -> float:
    """Return of how many listed words LETTERS is made at least; infinite when something else is in it."""
    least = [0.0] + [float("inf")] * len(letters)
    for end in range(1, len(letters) + 1):
        least[end] = min(
            least[start] + _cost(letters[start:end], words) for start in range(max(0, end - LONGEST_PIECE), end)
        )
    return least[-1]


LONGEST_PIECE = 40


def _cost(part: str, words: frozenset[str]) -> float:
    if part in words:
        return 1 if len(part) > 3 else 0
    if len(set(part)) == 1 and len(part) != 2:
        return 0 if len(part) > 2 else 1
    if len(part) >= 4 and any(part in run or part in run[::-1] for run in RUNS):
        return 0
    return float("inf")


def _own_words(user: Any) -> list[str]:
    if user is None:
        return []
    told = f"{getattr(user, 'email', '')} {getattr(user, 'name', '')}"
    return [_letters(word) for word in told.replace("@", " ").replace(".", " ").split()]


@lru_cache(maxsize=1)
def blocklist() -> frozenset[str]:
    lines = BLOCKLIST.read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))
