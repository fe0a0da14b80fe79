"""Tell the language of a text, as ISO 639-1, or None when unsure.

You give the text, you get "en", "ru", "hy" ... A script that only one of the languages here uses decides at once;
Latin, Cyrillic and Arabic letters are told apart by the words that every sentence needs, counted in 500 characters.

Limits: the languages of the tables below; a text in two languages gives the one that prevails in the sample. Fewer
than two telling words give None.

>>> find_language("Переговоры о порте начались, и это не первый раунд, сказал министр."), find_language("42 / 17")
('ru', None)
"""

from __future__ import annotations

import re

_SAMPLE = 500
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)?")
_ASCII_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_FOREIGN = re.compile(r"[^\W\d_\x00-\u02af\u0400-\u04ff\u0600-\u06ff]")
_MINIMUM = 2
_PLAIN = 8  # words of a text that letters alone tell to be Russian

# One script, one language.
_SCRIPTS = (
    ("hy", "\u0531", "\u0587"),
    ("ka", "\u10d0", "\u10ff"),
    ("he", "\u05d0", "\u05ea"),
    ("el", "\u0391", "\u03c9"),
    ("hi", "\u0904", "\u0939"),
    ("th", "\u0e01", "\u0e3a"),
    ("ko", "\uac00", "\ud7a3"),
    ("ja", "\u3041", "\u30fe"),
    ("zh", "\u4e00", "\u9fff"),
)
_WORDS = {
    "en": "the of and to in that is was for on with said has by at from as it be are he which were will have not his "
    "this its an would",
    "ru": "и в не на что с по для как это о из к был его от за также при до или она они мы было были после который го"
    "ду между время сказал то все",
    "uk": "і та що не на для як це про із від був його також при або вона вони ми було які під між час року й є до за"
    " щодо він",
    "be": "і што не на для як гэта аб з ад быў яго таксама пры або яна яны мы было якія паміж час года й ў да за ён д"
    "ы гэтым",
    "kk": "және мен бен үшін бұл бойынша деп болды туралы осы бір да де ол кейін арасында үлкен қазақстан жылы өз",
    "ky": "жана менен үчүн бул боюнча деп болду жөнүндө ушул бир да де ал кийин кыргыз жылы өз",
    "tg": "ва дар аз ба ки бо барои ин то аст шуд бар он тоҷикистон ҷумҳурии",
    "sr": "и у је да на за се са од су који као није био из до о што то бити",
    "bg": "и на в да се за от не по че са това като със към който след или която беше си между",
    "de": "der die das und in zu den mit von für ist auf nicht des dem ein eine sich als auch im am wurde nach bei si"
    "nd",
    "fr": "le la les de des et à un une du en dans est que pour qui sur au par avec plus ne pas ce sont été aux",
    "es": "el la los las de y en que un una del por con para se es su al como más ha no fue sus este",
    "it": "il la le di e che un una in del per con della è non si sono da dei gli nel al anche alla ha",
    "pt": "o a os as de e em que um uma do da para com por no na dos se é não mais foi ao pela são",
    "tr": "ve bir bu için ile olarak da de olan daha çok en gibi kadar sonra ancak ise tarafından dedi türkiye",
    "pl": "i w na z do że się nie jest to o jak po od za przez dla przy są ale oraz roku został",
    "az": "və bir bu üçün ilə olan da də ki isə edib olub görə sonra azərbaycan edilib bildirib",
    "uz": "va bilan uchun bu ham bir deb boʻyicha edi keyin haqida oʻzbekiston yil bo'yicha o'z",
    "nl": "de het een en van in is op te dat met voor niet zijn aan door ook bij naar",
    "ro": "și de în la a cu din pe că pentru nu este o un mai care sau fost au prin",
    "ar": "في من على إلى أن عن التي هذا مع هذه الذي بين قال ما لا بعد كان كما",
    "fa": "در به از که این را با است برای آن های می شد بر یک تا کرد شده",
    "ur": "کے میں کی ہے اور سے کا کو نے پر ہیں یہ کہ کر بھی نہیں تھا",
}
_LANGUAGES: dict[str, list[str]] = {}
for _code, _list in _WORDS.items():
    for _word in _list.split():
        _LANGUAGES.setdefault(_word, []).append(_code)
# Letters that one of the Cyrillic or Latin languages has and its neighbours have not.
_LETTERS = {"uk": "їєґ", "be": "ў", "kk": "ұһ", "tg": "ҳҷӯӣ", "sr": "ђћџ", "az": "ə", "pl": "łśź", "ky": "ңөү"}

# Words that other languages do not share, and letters that Russian does not have; "ы" its southern neighbours have not.
_CLEAR_EN = frozenset(_WORDS["en"].split()) - {"in", "is", "was", "on", "he", "as", "be", "it", "at", "an"}
_CLEAR_RU = frozenset(_WORDS["ru"].split())
_NOT_RUSSIAN = re.compile(r"[^\W\d_а-яёa-z]")


def find_language(text: str, start: int = 0, *, minimum: int = _MINIMUM) -> str | None:
    """Return the language of the text from an offset on, or None when unsure: with fewer telling words than minimum."""
    sample = text[start : start + _SAMPLE]
    plain = sample.casefold()
    clear = _find_clear(plain)
    if clear is not None:
        return clear
    words = (_ASCII_WORD if plain.isascii() else _WORD).findall(plain)
    if not words:
        return None
    found = None if sample.isascii() else _find_by_script(sample)
    return found or _find_by_words(words, minimum)


def _find_clear(plain: str) -> str | None:
    """Return English or Russian if they are beyond doubt, as in most texts: a tenth of the time of the full count."""
    if " the " in plain:
        code, own = "en", _CLEAR_EN
    elif "ы" in plain and _NOT_RUSSIAN.search(plain) is None:
        code, own = "ru", _CLEAR_RU
    else:
        return None
    words = plain.split()
    count = sum(map(own.__contains__, words))
    return code if count >= 5 and count >= 0.12 * len(words) else None


def _find_by_script(sample: str) -> str | None:
    letters = _FOREIGN.findall(sample[:400])
    if len(letters) < 8:
        return None
    for code, first, last in _SCRIPTS:
        count = sum(first <= char <= last for char in letters)
        # Japanese mixes its kana with Chinese characters; a fifth of kana is telling.
        if count > len(letters) * (0.2 if code == "ja" else 0.6) and count > len(sample[:400]) * 0.15:
            return code
    return None


def _find_by_words(words: list[str], minimum: int) -> str | None:
    scores: dict[str, float] = {}
    for codes in filter(None, map(_LANGUAGES.get, words)):
        for code in codes:
            scores[code] = scores.get(code, 0) + 1
    joined = "".join(words)
    if not joined.isascii() and (len(scores) > 1 or not scores):
        for code, letters in _LETTERS.items():
            bonus = sum(joined.count(letter) for letter in letters)
            if bonus:
                scores[code] = scores.get(code, 0) + min(bonus, 3 + len(words) * 0.1)
    if "ru" in scores and any(map(joined.__contains__, "ыэё")) and _NOT_RUSSIAN.search(joined) is None:
        if len(words) >= _PLAIN:
            return "ru"  # its neighbours have no such letters, or others beside them
        scores = {"ru": scores["ru"]}
    ranked = sorted(scores.items(), key=lambda item: -item[1])
    if not ranked or ranked[0][1] < max(minimum, len(words) * 0.03):
        return None
    if len(ranked) > 1 and ranked[0][1] < ranked[1][1] * 1.15:
        return None
    return ranked[0][0]
