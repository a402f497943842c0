"""The secrets of an installation: read from the environment, else from files that the first start creates."""

import os
import secrets
from pathlib import Path


def read_secret(name: str, folder: Path) -> str:
    """Return the secret NAME: the environment's, else the one in FOLDER, which is made on the first start.

    A secret is 43 characters of URL-safe base64 (256 random bits). The file is created with O_EXCL and mode 0600,
    so that two processes starting at once agree on one secret and nobody else on the machine can read it.
    """
    given = os.environ.get(name.upper())
    if given:
        return given
    path = folder / name.lower()
    # The folder around it holds database and files, and `parents` would make it readable to everybody on the machine.
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    try:
        return _write_new(path)
    except FileExistsError:
        return _read_complete(path)


def _write_new(path: Path) -> str:
    # Written beside and linked into place: another process never reads a secret which is half there.
    secret = secrets.token_urlsafe(32)
    if path.exists():
        raise FileExistsError(path)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    finally:
        draft.unlink()
    return secret


def _read_complete(path: Path) -> str:
    secret = path.read_text().strip()
    if len(secret) < 32:
        raise RuntimeError(
            f"The secret file {path.name} is too short. Restore it from the backup, or remove it on a new installation."
        )
    return secret
