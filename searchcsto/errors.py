"""Give every foreseen failure one class: what is wrong, where, and what to do about it.

The exit code of the command line and the status of an HTTP answer belong to the class, so that every door
answers alike. A bug is not here: it keeps its traceback.
"""

from __future__ import annotations


class SearchError(Exception):
    """A foreseen failure; its message is one line for the person who asked."""

    exit_code = 2
    http_status = 400


class OptionInvalid(SearchError):
    """An option has a value that cannot be used."""


class DocumentInvalid(SearchError):
    """A document has a value that cannot be indexed."""


class DocumentMissing(SearchError):
    """The index holds no document with this id."""

    exit_code = 1
    http_status = 404


class InputMissing(SearchError):
    """A path that should be indexed does not exist."""


class QueryInvalid(SearchError):
    """The query cannot be read; `column` is the offset (from 0) in the query where it goes wrong."""

    def __init__(self, problem: str, *, query: str, column: int) -> None:
        super().__init__(f"{problem} (column {column + 1})")
        self.problem = problem
        self.query = query
        self.column = column


class IndexClosed(SearchError):
    """An Index is used after it was closed."""

    http_status = 503

    def __init__(self, path: object) -> None:
        super().__init__(f"the index at {path} is closed; open it again with Index.open")


class IndexMissing(SearchError):
    """The path holds no index."""

    exit_code = 3
    http_status = 503

    def __init__(self, path: object) -> None:
        super().__init__(f"no index at {path}; build one with: searchcsto index FOLDER --index {path}")
        self.path = path


class IndexLocked(SearchError):
    """Another process is writing to the index."""

    exit_code = 3
    http_status = 503


class IndexOutdated(SearchError):
    """The index was written by another version of the format or of the text analysis."""

    exit_code = 4
    http_status = 503


class IndexDamaged(SearchError):
    """A file of the index is missing or does not hold what was written."""

    exit_code = 4
    http_status = 503


class IndexUnwritable(SearchError):
    """The files of the index cannot be written, for example because the disk is full."""

    exit_code = 3
    http_status = 503

    def __init__(self, path: object, reason: str) -> None:
        super().__init__(path, reason)

    def __str__(self) -> str:
        path, reason = self.args
        return f"the index at {path} cannot be written: {reason} (what was committed stays)"


class SearchTimeout(SearchError):
    """A search takes longer than it may, and was stopped."""

    exit_code = 5
    http_status = 503

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds

    def __str__(self) -> str:
        return f"not found within {self.seconds:.3g} s; ask for less: fewer or longer patterns, fewer hits"


class WorkerLost(SearchError):
    """A process that was indexing has died, or could not be started."""

    exit_code = 3
    http_status = 503

    def __init__(self, reason: str = "a process that was indexing has died, perhaps for want of memory") -> None:
        super().__init__(reason)

    def __str__(self) -> str:
        return f"{self.args[0]}; what was committed stays: run again with --jobs 1 or a smaller --memory"


class EngineUnusable(SearchError):
    """The cluster that has the index cannot be asked, or cannot answer now."""

    exit_code = 5
    http_status = 503


class EngineUnreachable(EngineUnusable):
    """No node of the cluster answers, or its certificate cannot be trusted."""


class EngineForbidden(EngineUnusable):
    """The cluster does not know the user or the password, or does not let this user do this."""


class EngineBusy(EngineUnusable):
    """The cluster has too much to do, or a node of it went away: the same may work a little later."""


class EngineRefused(EngineUnusable):
    """The cluster does not do what it was asked for, for example because one of its limits is too low for it."""


class IndexForeign(SearchError):
    """What the cluster has under this name was not made by searchcsto."""

    exit_code = 3
    http_status = 503
