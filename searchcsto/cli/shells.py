"""Give a line as far as it is typed, get what the shell may put in its place: Bash, Zsh and Fish, on click's protocol.

Bash is not left to click, because it cuts words at colons and equal signs, hands them over that way, and puts back what
it is given without quotes: `source:t` would be completed as `t` in nothing, and a value with blanks as several words.
Zsh and Fish hand over whole words and quote by themselves, but Fish offers only what begins as it was typed, and
`source:"Al Jazeera"` does not begin with `source:al`: it gets `source:Al_Jazeera`, which finds the same.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

from click.shell_completion import BashComplete, CompletionItem, FishComplete, ZshComplete, add_completion_class

PROGRAM = "searchcsto"
VARIABLE = "_SEARCHCSTO_COMPLETE"  # as in `main`, which must not load this for every query

_BASH = r"""
%(complete_func)s() {
    local line
    COMPREPLY=()
    while IFS= read -r line; do
        case $line in
            plain,*) COMPREPLY+=("${line#plain,}") ;;
            dir,*) compopt -o dirnames ;;
            file,*) compopt -o default ;;
        esac
        [[ $line == plain,*: ]] && compopt -o nospace
    done < <(env COMP_LINE="${COMP_LINE:0:COMP_POINT}" COMP_WORDBREAKS="$COMP_WORDBREAKS" \
        %(complete_var)s=bash_complete "$1" 2>/dev/null)
}
complete -o nosort -F %(complete_func)s %(prog_name)s
"""

_ZSH = r"""
#compdef %(prog_name)s

%(complete_func)s() {
    local -a values fields described response
    (( ! $+commands[%(prog_name)s] )) && return 1
    response=("${(@f)$(env COMP_WORDS="${words[*]}" COMP_CWORD=$((CURRENT-1)) \
        %(complete_var)s=zsh_complete %(prog_name)s 2>/dev/null)}")
    for type key about in ${response}; do
        case "$type" in
            plain)
                if [[ "$about" != "_" ]]; then described+=("$key:$about")
                elif [[ "$key" == *: ]]; then fields+=("$key")
                else values+=("$key"); fi ;;
            dir) _path_files -/ ;;
            file) _path_files -f ;;
        esac
    done
    [ -n "$described" ] && _describe -V unsorted described -U
    [ -n "$values" ] && compadd -U -V unsorted -a values
    [ -n "$fields" ] && compadd -U -S '' -V unsorted -a fields
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    %(complete_func)s "$@"
else
    compdef %(complete_func)s %(prog_name)s
fi
"""

_FISH = r"""
function %(complete_func)s
    for line in (env %(complete_var)s=fish_complete COMP_WORDS=(commandline -cp) COMP_CWORD=(commandline -t) \
            %(prog_name)s 2>/dev/null)
        set -l parts (string split -m 1 "," -- $line)
        switch $parts[1]
            case dir
                __fish_complete_directories $parts[2]
            case file
                __fish_complete_path $parts[2]
            case plain
                echo $parts[2]
        end
    end
end

complete --no-files --keep-order --command %(prog_name)s --arguments "(%(complete_func)s)"
"""


_QUOTED = re.compile(r'(?<=:)"([^"]*)"$')


class Line(NamedTuple):
    """A line up to the cursor: its whole words, and the one that is being typed, both without quotes."""

    words: list[str]
    last: str
    kept: int  # how many characters of `last` the shell leaves as they are
    quote: str  # that is open at the cursor; else empty


def read_line(line: str, breaks: str = ":=") -> Line:
    r"""Take a line apart as Bash does, where words end at blanks, and completion begins anew behind a break.

    >>> read_line('searchcsto query "a b" source:t')
    Line(words=['searchcsto', 'query', 'a b'], last='source:t', kept=7, quote='')
    >>> read_line("searchcsto query 'a source:t")
    Line(words=['searchcsto', 'query'], last='a source:t', kept=0, quote="'")
    """
    words: list[str] = []
    letters: list[str] = []
    kept, quote, is_escaped, is_word = 0, "", False, False
    for letter in line:
        if is_escaped:
            letters.append(letter)
            is_escaped = False
        elif letter == "\\" and quote != "'":
            is_escaped = is_word = True
        elif quote and letter == quote:
            quote = ""
        elif not quote and letter in "'\"":
            quote, kept, is_word = letter, len(letters), True
        elif not quote and letter.isspace():
            words += ["".join(letters)] if is_word else []
            letters, kept, is_word = [], 0, False
        else:
            letters.append(letter)
            is_word = True
            kept = len(letters) if letter in breaks and not quote else kept
    return Line(words, "".join(letters), kept, quote)


def quote_rest(text: str, quote: str) -> str:
    r"""Return a text as it must be typed within an open quote, or outside of any.

    >>> quote_rest('"A B"', ""), quote_rest('"A B"', '"'), quote_rest("l'A", "'")
    ('\\"A\\ B\\"', '\\"A B\\"', "l'\\''A")
    """
    if quote == "'":
        return text.replace("'", "'\\''")
    return re.sub(r'(["\\$`])' if quote else r"([^\w@%+=:,./-])", r"\\\1", text)


class Bash(BashComplete):
    """Completion for Bash 4.4 and newer."""

    source_template: ClassVar[str] = _BASH.lstrip()

    def source(self) -> str:
        """Return the script."""
        return self.source_template % self.source_vars()

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words before the one that is being typed, and that one."""
        breaks = "".join(set(":=") & set(os.environ.get("COMP_WORDBREAKS", ":=")))
        self._line = read_line(os.environ.get("COMP_LINE", ""), breaks)
        words = self._line.words
        first = next((at for at, word in enumerate(words) if Path(word).name == PROGRAM), 0)
        return words[first + 1 :], self._line.last

    def format_completion(self, item: CompletionItem[Any]) -> str:
        """Return what is to stand from the last break or opening quote on."""
        last, kept = self._line.last, self._line.kept
        if last.startswith("--") and "=" in last:  # click gives the value only
            kept = max(0, kept - last.index("=") - 1)
        return f"{item.type},{quote_rest(str(item.value)[kept:], self._line.quote)}"


class Zsh(ZshComplete):
    """Completion for Zsh."""

    source_template: ClassVar[str] = _ZSH.lstrip()


class Fish(FishComplete):
    """Completion for Fish."""

    source_template: ClassVar[str] = _FISH.lstrip()

    def format_completion(self, item: CompletionItem[Any]) -> str:
        """Return a value of a field without quotes: Fish drops what does not begin as it was typed."""
        return f"{item.type},{_QUOTED.sub(_join_words, str(item.value))}"


def _join_words(value: re.Match[str]) -> str:
    """Return a value as one word: punctuation does not count in values."""
    return re.sub(r"\W+", "_", value[1])


SHELLS = {"bash": Bash, "zsh": Zsh, "fish": Fish}


def register_shells() -> None:
    """Make click answer shells in our way."""
    for name, shell in SHELLS.items():
        add_completion_class(shell, name)
