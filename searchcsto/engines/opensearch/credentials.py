"""Say who asks a cluster: read from the environment, or from a file that it names, and shown to nobody.

| variable                        | what                                                                        |
| ------------------------------- | --------------------------------------------------------------------------- |
| SEARCHCSTO_OPENSEARCH_USER      | the name of the user                                                        |
| SEARCHCSTO_OPENSEARCH_PASSWORD  | the password                                                                |
| SEARCHCSTO_OPENSEARCH_CREDENTIALS | a file with both, in one line: user:password; the two above go before it  |
| SEARCHCSTO_OPENSEARCH_CA        | a file with the certificates that are trusted, instead of the system's      |
| SEARCHCSTO_OPENSEARCH_SHARDS    | how many shards a new index has; 3 if nothing is said                       |

This is the one place below the doors that looks into the environment: a password should pass through no other hands.
"""

from __future__ import annotations

import os
import ssl
from dataclasses import dataclass, field
from pathlib import Path

from searchcsto.errors import OptionInvalid

_PREFIX = "SEARCHCSTO_OPENSEARCH_"
SHARDS = 3
_MOST_SHARDS = 1024


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who asks, and whose certificates are trusted."""

    user: str | None = None
    password: str = field(default="", repr=False)
    authorities: str | None = None  # a file


def read_credentials() -> Credentials:
    """Return what the environment says. Raises OptionInvalid."""
    user, password = _read("USER"), _read("PASSWORD")
    if (user is None) != (password is None):
        raise OptionInvalid(f"{_PREFIX}USER and {_PREFIX}PASSWORD go together: one of them is not set")
    file = _read("CREDENTIALS")
    if user is None and file is not None:
        user, password = _read_file(Path(file))
    authorities = _read("CA")
    if authorities is not None:
        _check_authorities(Path(authorities))
    return Credentials(user, password or "", authorities)


def read_shards() -> int:
    """Return how many shards a new index has. Raises OptionInvalid."""
    text = _read("SHARDS")
    if text is None:
        return SHARDS
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= _MOST_SHARDS):
        raise OptionInvalid(f"{_PREFIX}SHARDS must be a number from 1 to {_MOST_SHARDS}, not {text!r:.40}")
    return int(text)


def _check_authorities(path: Path) -> None:
    if not path.is_file():
        raise OptionInvalid(f"{_PREFIX}CA: there is no file {path}")
    try:
        ssl.create_default_context(cafile=path)
    except OSError as problem:  # which SSLError is
        raise OptionInvalid(f"{_PREFIX}CA: {path} holds no certificate that can be read: {problem.strerror}") from None


def _read(name: str) -> str | None:
    return os.environ.get(_PREFIX + name) or None


def _read_file(path: Path) -> tuple[str, str]:
    try:
        line = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else "it is not UTF-8"
        raise OptionInvalid(f"{_PREFIX}CREDENTIALS: {path} cannot be read: {reason}") from None
    user, colon, password = line.partition(":")
    if not colon or not user or not password or "\n" in line:
        raise OptionInvalid(f"{_PREFIX}CREDENTIALS: {path} must hold one line, user:password")
    return user, password
