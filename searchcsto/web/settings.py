"""Hold how an index is served: where, to whom, and how much each client may ask for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from searchcsto.errors import OptionInvalid
from searchcsto.locations import Location

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
MIN_TOKEN = 16  # characters


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """Where to serve which index, and the limits. Raises OptionInvalid.

    >>> ServerSettings(Path("index")).is_open
    True
    """

    index: Location
    host: str = "127.0.0.1"
    port: int = 8765
    token: str | None = None  # everybody may ask if there is none
    names: tuple[str, ...] = ()  # other names by which clients may call the server
    seconds: float = 10.0  # that a search may take
    searches: int = 4  # at the same time, in each process; see `turns`
    waiting: int = 200  # requests that may wait for them
    rate: float = 50.0  # requests a second of one client, in each process; 0: no limit
    burst: int = 200  # requests that a client may make at once before the rate counts
    connections: int = 200  # open ones of one client, in each process
    patience: float = 15.0  # seconds in which a client must send a request, or take some of an answer
    aliases: Path | None = None  # words that mean the same; None for the file beside the index

    def __post_init__(self) -> None:
        if not 0 <= self.port <= 65535:
            raise OptionInvalid(f"port must be between 0 and 65535, not {self.port}")
        for name in ("seconds", "searches", "waiting", "burst", "connections", "patience"):
            if getattr(self, name) <= 0:
                raise OptionInvalid(f"{name} must be more than 0, not {getattr(self, name)}")
        if self.rate < 0:
            raise OptionInvalid(f"rate must be 0 (no limit) or more, not {self.rate}")
        if self.token is not None and len(self.token) < MIN_TOKEN:
            raise OptionInvalid(f"a token needs at least {MIN_TOKEN} characters")
        if self.token is None and self.host not in LOOPBACK:
            raise OptionInvalid(
                f"others can reach {self.host}: give a token with --token-file, or serve on 127.0.0.1 only"
            )

    @property
    def is_open(self) -> bool:
        """Whether everybody who reaches the server may ask."""
        return self.token is None


def read_token(path: Path) -> str:
    """Return the token in a file: its one line. Raises OptionInvalid."""
    try:
        token = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else "it is not UTF-8"
        raise OptionInvalid(f"the token in {path} cannot be read: {reason}") from None
    if not token.isascii() or not token.isprintable() or " " in token or len(token) < MIN_TOKEN:
        raise OptionInvalid(f"{path} must hold one word of at least {MIN_TOKEN} ASCII characters: the token")
    return token
