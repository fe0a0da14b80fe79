"""Processes that change an index until they are killed, and what must be left of their work then.

Each module has `work(folder, seed)`, which runs in the process that is killed and never ends by itself, and
`find_wrong(folder)`, which looks at what is left and returns what is wrong with it, or nothing. Both keep their notes
in the folder: a line is written before something is begun, and after it is done.
"""

from __future__ import annotations

from victims import beginnings, edits, runs

VICTIMS = {"edits": edits, "runs": runs, "beginnings": beginnings}
