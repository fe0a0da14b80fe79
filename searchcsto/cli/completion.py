"""`searchcsto completion`: the script with which a shell completes commands, options, field names and their values."""

from __future__ import annotations

import sys

import click

from searchcsto.cli import terminal

_INSTALL = {
    "bash": 'searchcsto completion bash > ~/.local/share/bash-completion/completions/searchcsto\n\
or, without the package bash-completion, a line in ~/.bashrc: eval "$(searchcsto completion bash)"',
    "zsh": 'a line in ~/.zshrc, behind compinit: eval "$(searchcsto completion zsh)"',
    "fish": "searchcsto completion fish > ~/.config/fish/completions/searchcsto.fish",
}


@click.command("completion")
@click.argument("shell", type=click.Choice(list(_INSTALL)))
def completion_command(shell: str) -> None:
    """Write the script that makes a shell complete what is typed; on a terminal, also say how to install it.

    Completed are commands, options, field names, and the values of the index: source:t<TAB>, --source <TAB>.
    The index is the one that --index on the line, SEARCHCSTO_INDEX or searchcsto.toml names.

    \b
    bash: searchcsto completion bash > ~/.local/share/bash-completion/completions/searchcsto
    zsh:  eval "$(searchcsto completion zsh)"      # in ~/.zshrc, behind compinit
    fish: searchcsto completion fish > ~/.config/fish/completions/searchcsto.fish
    """
    from searchcsto.cli.main import cli
    from searchcsto.cli.shells import PROGRAM, SHELLS, VARIABLE

    terminal.write(SHELLS[shell](cli, {}, PROGRAM, VARIABLE).source().rstrip("\n"))
    if sys.stdout is not None and sys.stdout.isatty():
        terminal.note(f"\nto install it: {_INSTALL[shell]}")
