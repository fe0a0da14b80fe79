"""Run the command line: find the command, run it, turn every foreseen failure into one line and an exit code.

Exit codes: 0 found or done, 1 nothing found, 2 the query or an option is wrong, 3 no index or locked, 4 damaged index.
"""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path
from typing import NoReturn

import click

from searchcsto import __version__
from searchcsto.cli.terminal import make_safe
from searchcsto.errors import QueryInvalid, SearchError

# Loaded only when they are run or shown, so that --help is light: the first line of help stands here for that.
_COMMANDS = {
    "index": "Index articles: read what is new or changed, remove what is gone.",
    "query": "Search the index; show ranked results with snippets, and facets.",
    "kwic": "Show each place where words stand, with what is left and right of them.",
    "similar": "Show the documents that are most like one.",
    "batch": "Answer many queries: counts and best hits as CSV, JSON lines or a TREC run.",
    "show": "Show a whole article, and the words that prove what is said of it.",
    "why": "Say why a query finds an article, or which part of the query fails on it.",
    "status": "Tell what the index holds, how old it is, and what was skipped.",
    "errors": "List the files that were skipped or failed, and why.",
    "count": "Tell how many articles a query finds, or several, by source or time.",
    "timeline": "Show how often a query is found over time, as a chart or a table.",
    "check": "Verify every byte of the index; say what is damaged.",
    "aliases": "List words that mean the same: those of your file, and acronyms that the texts explain.",
    "optimize": "Make the index as small and fast as it can be.",
    "serve": "Serve the index over HTTP: a page for people, an API for programs.",
    "mcp": "Give the index to language models, as tools of the Model Context Protocol.",
    "completion": "Write the script with which bash, zsh or fish complete what is typed.",
}

_COMPLETE = "_SEARCHCSTO_COMPLETE"  # set by a shell that asks what may follow


class LazyGroup(click.Group):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, context: click.Context) -> list[str]:
        """Return the names of all commands."""
        return list(_COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Return a command by its name."""
        if name not in _COMMANDS:
            return None
        command: click.Command = getattr(importlib.import_module(f"searchcsto.cli.{name}"), f"{name}_command")
        return command

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


def _show_version(context: click.Context, _parameter: click.Parameter, is_asked: bool) -> None:
    if not is_asked or context.resilient_parsing:
        return
    from searchcsto.index import Index

    loops = (
        "with compiled loops"
        if Index.has_compiled_loops()
        else "without compiled loops: a C compiler at installation makes them"
    )
    click.echo(f"searchcsto, version {__version__} ({loops})")
    context.exit()


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version and exit.",
)
def cli() -> None:
    """Search folders of press articles: ranked, highlighted, dated and attributed, with the words that prove it.

    \b
    searchcsto index                                # reads seeds/ into index/
    searchcsto query "peacekeeping Kazakhstan"
    """


def main() -> NoReturn:
    """Run the command line and leave with its exit code."""
    _prepare_streams()
    if _COMPLETE in os.environ:
        importlib.import_module("searchcsto.cli.shells").register_shells()
    try:
        arguments = [_read_argument(argument) for argument in sys.argv[1:]]
        code = cli.main(args=arguments, standalone_mode=False, complete_var=_COMPLETE)
        sys.stdout.flush()
    except SearchError as error:
        show_error(error)
        code = error.exit_code
    except click.exceptions.Exit as leave:
        code = leave.exit_code
    except click.ClickException as error:
        code = _show_usage_error(error)
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped; what was committed stays", err=True)
        code = 130
    except BrokenPipeError:
        # The reader has seen enough (| head): nothing more can be written, not even at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except OSError as error:
        if error.filename is not None:  # not a stream of ours: a bug keeps its traceback
            raise
        click.echo(f"searchcsto: the output cannot be written: {error.strerror}", err=True)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        code = 2
    sys.exit(code if isinstance(code, int) else 0)


def _prepare_streams() -> None:
    """Make both streams UTF-8, and give a stream that the caller has closed a place to go."""
    if sys.stdout is None:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  # open as long as the process
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _read_argument(argument: str) -> str:
    """Return an argument as the UTF-8 that it is, whatever the locale; bytes that are not stay as they came."""
    try:
        return os.fsencode(argument).decode("utf-8")
    except UnicodeDecodeError:
        return argument


def _show_usage_error(error: click.ClickException) -> int:
    """Write one line for an option that is wrong."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return error.exit_code
    hint = ""
    if isinstance(error, click.UsageError) and error.ctx is not None:
        hint = f" (see: {error.ctx.command_path} --help)"
        if isinstance(error, click.NoSuchOption) and error.ctx.info_name in ("query", "count", "timeline"):
            hint = " (put -- before a query that begins with a minus)"
    click.echo(f"searchcsto: {make_safe(error.format_message())}{hint}", err=True)
    return error.exit_code


def show_error(error: SearchError) -> None:
    """Write one line for a failure, and for a query the place where it goes wrong."""
    click.echo(f"searchcsto: {make_safe(' '.join(str(error).splitlines()))}", err=True)
    if isinstance(error, QueryInvalid) and len(error.query) <= 200 and error.query.isprintable():
        click.echo(f"  {error.query}\n  {' ' * error.column}^", err=True)
