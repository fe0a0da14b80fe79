"""Hold the phrases with which news cites news, and the patterns of the names beside them. Tables only.

A cue stands before the outlet ("told X", "сообщает X") or behind it ("X reports"); the flag says whether a plain word
with a capital is enough there, because only outlets stand in that place. To teach the reader a new phrase, add it here.
"""

from __future__ import annotations

import re

_QUOTED = r"[«“\"„](?P<quoted>(?:[^«»”“\"\n]{1,40}[«“\"](?=\w))?[^»”\"\n]{2,70}[»”\"]?)[»”\"]"
_WORD = r"[^\W_a-zа-яё][\w.&+'’]*(?:-[\w.]+|/[A-ZА-Я][\w.'’]*)*"
_NAME = (
    rf"(?P<name>{_WORD}(?:[ ](?:of |and |de |& )?{_WORD}){{0,4}}"
    r"|(?<![\w-])(?:www\.)?[\w-]{2,40}\.(?:ru|com|net|org|kz|by|kg|uz|am|az|ua|tj|example|info|news|media|ge|md)\b)"
)
_CLASS_EN = (
    r"(?:(?:the |an |a |with |by |his |its |[a-z]+ )?(?:[A-Z]\w+ )?(?P<kind>news agency|newspaper|agency|TV channel"
    r"|television channel|TV|channel|daily|weekly|website|portal|magazine|broadcaster|radio station|outlet|news site"
    r"|site)\s)?(?:the |The |an? )?"
)
_CLASS_RU = (
    r"(?:(?:[а-яё-]+(?:ое|ого|ому|ая|ой|ую|ый|ым|ий|им) ){0,2}(?P<kind>агентств\w+|информагентств\w+|газет\w+"
    r"|(?:Telegram|YouTube)-канал\w*|телеканал\w*|издани\w+|портал\w*|сайт\w*|журнал\w*|радиостанци\w+|радио|ИА|МИА"
    r"|корреспондент\w*(?: агентства| газеты| ИА)?)\s)?"
)
_ADJECTIVE = r"(?:[а-яё]+(?:ая|ий|ый|ое|ому|ой|ую) )?"  # "российская «Новая газета»"
# cue, pattern of what follows it, and whether a plain capitalised word there is enough
_AFTER_CUES: tuple[tuple[str, str, bool], ...] = (
    ("citing ", _CLASS_EN, False),
    ("told ", _CLASS_EN, False),
    ("nterview with ", _CLASS_EN, False),
    ("nterview to ", _CLASS_EN, False),
    ("nterview for ", _CLASS_EN, False),
    (", reports ", _CLASS_EN, True),
    (", reported ", _CLASS_EN, True),
    ("reported by ", _CLASS_EN, False),
    (", writes ", _CLASS_EN, True),
    ("quoted by ", _CLASS_EN, False),
    ("saying by ", _CLASS_EN, False),
    ("cited by ", _CLASS_EN, False),
    (" quotes ", _CLASS_EN, False),
    ("quoting ", _CLASS_EN, False),
    ("reference to ", _CLASS_EN, False),
    ("on the air of ", _CLASS_EN, False),
    ("correspondent of ", _CLASS_EN, False),
    ("ccording to ", _CLASS_EN, False),
    (" this to ", _CLASS_EN, False),  # "told this to X"
    ("reported to ", _CLASS_EN, False),
    ("poke to ", _CLASS_EN, False),
    ("peaking to ", _CLASS_EN, False),
    ("peaking on ", _CLASS_EN, False),
    ("nterview on ", _CLASS_EN, False),
    ("omments to ", _CLASS_EN, False),
    ("omment to ", _CLASS_EN, False),
    ("comment from ", _CLASS_EN, False),
    ("tatement to ", _CLASS_EN, False),
    ("seen by ", _CLASS_EN, False),
    ("referring to ", _CLASS_EN, False),
    ("news outlet ", _CLASS_EN, False),
    ("news agency ", _CLASS_EN, False),
    ("ссылкой на ", _CLASS_RU, False),
    ("ссылаясь на ", _CLASS_RU, False),
    ("сообщает ", _CLASS_RU, True),
    ("сообщают ", _CLASS_RU, False),
    ("передают ", _CLASS_RU, False),
    ("отмечают ", _CLASS_RU, False),
    ("сообщила ", _CLASS_RU, False),
    ("сообщило ", _CLASS_RU, False),
    ("сообщил ", _CLASS_RU, False),
    ("сообщили ", _CLASS_RU, False),
    ("передает ", _CLASS_RU, True),
    ("передаёт ", _CLASS_RU, True),
    ("пишет ", _CLASS_RU, True),
    ("пишут ", _CLASS_RU, False),
    ("уточняет ", _CLASS_RU, False),
    ("отмечает ", _CLASS_RU, False),
    ("признался ", _CLASS_RU, False),
    ("признались ", _CLASS_RU, False),
    ("объяснил ", _CLASS_RU, False),
    ("объяснили ", _CLASS_RU, False),
    ("пояснил ", _CLASS_RU, False),
    ("пояснила ", _CLASS_RU, False),
    ("пояснили ", _CLASS_RU, False),
    ("подтвердил ", _CLASS_RU, False),
    ("подтвердили ", _CLASS_RU, False),
    ("разговоре с ", _CLASS_RU, False),
    ("комментарии ", _CLASS_RU, False),
    ("информирует ", _CLASS_RU, True),
    ("опубликовал ", _CLASS_RU, False),
    ("опубликовала ", _CLASS_RU, False),
    ("опубликовало ", _CLASS_RU, False),
    ("цитирует его ", _CLASS_RU, True),
    ("цитирует ее ", _CLASS_RU, True),
    ("приводит его слова ", _CLASS_RU, True),
    ("приводит слова ", _CLASS_RU, False),
    ("приводит ", _CLASS_RU, False),
    ("цитирует ", _CLASS_RU, False),
    ("нтервью ", _CLASS_RU, False),
    ("рассказал ", _CLASS_RU, False),
    ("рассказала ", _CLASS_RU, False),
    ("рассказали ", _CLASS_RU, False),
    ("сказал ", _CLASS_RU, False),
    ("сказал он ", _CLASS_RU, False),
    ("сказала ", _CLASS_RU, False),
    ("заявил ", _CLASS_RU, False),
    ("заявила ", _CLASS_RU, False),
    ("эфире ", _CLASS_RU, False),
    ("материалам ", _CLASS_RU, False),
    ("информации ", _CLASS_RU, False),
    ("данным ", _CLASS_RU, False),
    ("газете ", _CLASS_RU, True),
    ("изданию ", _CLASS_RU, True),
    ("агентству ", _CLASS_RU, True),
    ("порталу ", _CLASS_RU, True),
    ("телеканалу ", _CLASS_RU, True),
    ("беседе с ", _CLASS_RU, False),
    ("стало известно ", _CLASS_RU, False),
    ("узнал ", _CLASS_RU, False),
    ("узнала ", _CLASS_RU, False),
    ("узнало ", _CLASS_RU, False),
    ("узнали ", _CLASS_RU, False),
    ("выяснил ", _CLASS_RU, False),
    ("выяснила ", _CLASS_RU, False),
    ("выяснило ", _CLASS_RU, False),
    ("выяснили ", _CLASS_RU, False),
    ("утверждает ", _CLASS_RU, False),
    ("напоминает ", _CLASS_RU, False),
    ("публикации ", _CLASS_RU, False),
    ("материале ", _CLASS_RU, False),
    ("заметке ", _CLASS_RU, False),
    ("сообщении ", _CLASS_RU, False),
    ("обеседник ", _CLASS_RU, False),
    ("обеседники ", _CLASS_RU, False),
    ("обеседника ", _CLASS_RU, False),
    ("орреспонденту ", _CLASS_RU, False),
    ("орреспондентом ", _CLASS_RU, False),
    ("орреспондент ", _CLASS_RU, False),
    ("распоряжении ", _CLASS_RU, False),
    ("просьбе ", _CLASS_RU, False),
    ("запрос ", _CLASS_RU, False),
)
_BEFORE_CUES: tuple[tuple[str, bool], ...] = (
    (" reports", True),
    (" reported", True),
    (" has learned", True),
    (" has learnt", True),
    (" correspondent", False),
    ("'s correspondent", False),
    ("’s correspondent", False),
    ("'s air", True),
    ("’s air", True),
    (" writes", False),
    (" correspondent reports", True),
    (" correspondent reported", True),
    (" informs", True),
    (" agency said", False),
    (" newspaper said", False),
    (" said.", False),
    (" said on ", False),
    (" said citing", False),
    (" said, citing", False),
    (" reporting that", False),
    (" cited", False),
    (" cites", False),
    (" first reported", False),
    (" report said", False),
    (" quotes", False),
    (" quoted", False),
    (" wrote", False),
    (" сообщает", False),
    (" пишет", False),
    (" передает", False),
    (" сообщил", False),
    (" рассказал", False),
)
_AFTER = tuple((cue, re.compile(f"{kind}(?:{_ADJECTIVE}{_QUOTED}|{_NAME})"), plain) for cue, kind, plain in _AFTER_CUES)
_STEM = 5


def _group_cues(*, latin: bool) -> list[tuple[str, list[tuple[str, re.Pattern[str], bool]], list[tuple[str, bool]]]]:
    """Return the cues of a script by their first letters: one look for those spares the looks for each cue."""
    after = [cue for cue in _AFTER if cue[0].isascii() == latin]
    before = [cue for cue in _BEFORE_CUES if (cue[0][-1] < "а") == latin]
    stems = dict.fromkeys(_find_stem(cue) for cue in [cue[0] for cue in after] + [cue[0] for cue in before])
    groups = [
        ([cue for cue in after if _find_stem(cue[0]) == stem], [cue for cue in before if _find_stem(cue[0]) == stem])
        for stem in stems
    ]
    # The longer what they have in common, the fewer texts hold it.
    return [
        (_find_common([*(c[0] for c in after), *(c[0] for c in before)]), after, before) for after, before in groups
    ]


def _find_common(cues: list[str]) -> str:
    """Return the first letters that cues have in common, without the marks before them."""
    words = [cue.lstrip(" ,") for cue in cues]
    first, last = min(words), max(words)
    return first[: next((at for at, letter in enumerate(first) if not last.startswith(letter, at)), len(first))]


def _find_stem(cue: str) -> str:
    return cue.lstrip(" ,")[:_STEM]


CUES_BY_SCRIPT = (("e", _group_cues(latin=True)), ("о", _group_cues(latin=False)))
NAME_BEFORE = re.compile(
    rf"(?:{_QUOTED}|{_NAME})(?P<kind> (?:news agency|newspaper|agency|TV channel|channel|website|portal|daily"
    rf"|magazine))?$".replace("{2,70}", "{2,60}")
)
