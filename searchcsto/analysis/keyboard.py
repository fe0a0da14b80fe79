"""Give what was typed with the keyboard set to the other script, get what the same keys mean in the one that was meant.

English (US) and Russian keyboards: "ghbdtn" is "привет", and "ТФЕЩ" is "NATO".
"""

from __future__ import annotations

_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_CYRILLIC = "йцукенгшщзхъфывапролджэячсмитьбюё"
_LATIN_SHIFTED = 'QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>~'
_TO_CYRILLIC = str.maketrans(_LATIN + _LATIN_SHIFTED, _CYRILLIC + _CYRILLIC.upper())
_TO_LATIN = str.maketrans(_CYRILLIC + _CYRILLIC.upper(), _LATIN + _LATIN_SHIFTED)


def switch_keyboard(text: str) -> str | None:
    """Return what the same keys give on the other keyboard; None if that is no word.

    >>> switch_keyboard("ghbdtn"), switch_keyboard("ТФЕЩ"), switch_keyboard("rfpf[cnfy"), switch_keyboard("2022")
    ('привет', 'NATO', 'казахстан', None)
    """
    switched = text.translate(_TO_LATIN if any(letter in _CYRILLIC for letter in text.lower()) else _TO_CYRILLIC)
    return switched if switched != text and switched.isalpha() else None
