"""Give what a person reads and a file, get the text as a link to that file (OSC 8), where the terminal has links.

Never where the output goes to a file or another program, and never to what is no file of this machine: members of
archives, records from elsewhere, files that are gone. SEARCHCSTO_LINKS=always or never decides for terminals that are
not known here; the variables are those by which terminals make themselves known.
https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

_PROGRAMS = {"iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "Tabby", "rio", "mintty", "WarpTerminal"}
_TERMINALS = ("xterm-kitty", "xterm-ghostty", "alacritty", "foot", "wezterm", "contour", "rio")
_SIGNS = ("WT_SESSION", "KITTY_WINDOW_ID", "DOMTERM", "WEZTERM_PANE", "GHOSTTY_RESOURCES_DIR")
_VERSIONS = {"VTE_VERSION": 5000, "KONSOLE_VERSION": 201200}  # the first that have links


def knows_links(environment: Mapping[str, str]) -> bool:
    """Return whether the terminal that an environment describes is known to have links.

    >>> knows_links({"TERM": "xterm-kitty"}), knows_links({"TERM": "xterm"}), knows_links({"VTE_VERSION": "6800"})
    (True, False, True)
    """
    wish = environment.get("SEARCHCSTO_LINKS", "").lower()
    if wish in ("always", "never"):
        return wish == "always"
    terminal = environment.get("TERM", "")
    if terminal == "dumb" or terminal.startswith(("screen", "tmux", "linux")):
        return False  # a multiplexer may have them; the terminal behind it is not known
    if environment.get("TERM_PROGRAM") in _PROGRAMS or terminal.startswith(_TERMINALS):
        return True
    if any(environment.get(name) for name in _SIGNS):
        return True
    return any(
        environment.get(name, "").isdigit() and int(environment[name]) >= least for name, least in _VERSIONS.items()
    )


def has_links() -> bool:
    """Return whether to write links to standard output."""
    return sys.stdout is not None and sys.stdout.isatty() and knows_links(os.environ)


def link(text: str, path: str) -> str:
    """Return a text that is safe for a terminal as a link to a file, if there is that file and links are written."""
    if not path or not has_links():
        return text
    try:
        address = Path(path).absolute()
        if not address.is_file():
            return text
        return make_link(text, address.as_uri())
    except (OSError, ValueError):  # a name that no file can have
        return text


def make_link(text: str, address: str) -> str:
    r"""Return a text as a link to an address that has no control characters.

    >>> make_link("a.txt", "file:///press/a.txt")
    '\x1b]8;;file:///press/a.txt\x1b\\a.txt\x1b]8;;\x1b\\'
    """
    return f"\x1b]8;;{address}\x1b\\{text}\x1b]8;;\x1b\\"
