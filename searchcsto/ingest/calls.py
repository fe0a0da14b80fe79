"""Tell what a page says to its reader from what it reports: calls, buttons, notices, rows of a menu, a site's slogan.

You give the words of a short line, you get a judgement by their form. A headline may sound like a call, too: ask only
of lines that share next to nothing with the article.

Limits: words of English and Russian pages.

>>> is_call("Be the first to comment"), is_call("Сохранить в закладки"), is_call("Harbour talks resume in Orlo")
(True, True, False)
>>> is_menu_row("Новости Статьи Видео О редакции Реклама"), is_slogan("Velia.Az Covering Velia from within Velia.Az")
(True, True)
"""

from __future__ import annotations

import re

from searchcsto.ingest.furniture import CHROME

_MOST_WORDS = 10
_FEW_WORDS = 5
_ENTRIES = 3
_CALL = re.compile(
    # about the page itself
    r"\bthis (?:article|story|video|page|post|content|ad|audio|site|website|newsletter|feature|browser|author)\b"
    r"|\bthese (?:articles|stories|cookies|links)\b"
    # to the reader
    r"|^(?:get|join|support|read|see|watch|listen|share|send|save|add|show|hide|enter|choose|select|open|start|try|buy"
    r"|become|make|find|visit|tell|let|stay|never|don['’]t|be|have|keep|turn|give|write|help|follow|contact|discover"
    r"|explore|like|rate|use|help|check|manage|update)\b.*"
    r"\b(?:your|our|us|you|my|me|inbox|newsletters?|journalism|account|app|member|subscribers?|notifications?"
    r"|browser|for later|conversation|comment|on (?:facebook|twitter|x|telegram|google|whatsapp|instagram|youtube))\b"
    r"|^your (?:support|account|browser|subscription|privacy|email|cookie|donation|feedback|opinion|name"
    r"|choices?|trusted)\b"
    r"|^(?:you have|you are|you['’]re|you can|we use|we need|we['’]re|we rely|we value|why you can trust|already a"
    r"|not a|no account|new to|thank you for|thanks for|please|sorry|oops|click|tap|swipe|press"
    r"|scroll|skip|loading|log in"
    r"|log out|sign in|sign up|sign out|report (?:a|an|this)|show caption|hide caption|toggle|text size|font size"
    r"|open in|in your|be the first|have your say|join the|stay (?:informed|connected|up to date|tuned)|never miss"
    r"|save articles?|save (?:story|for)|add as|add to|read (?:full|more|in|the full|on)|see (?:more|all|details)"
    r"|show (?:more|less|all|comments)|hide (?:comments|details)|view (?:all|comments|gallery|saved|more|on|in)"
    r"|not available|install|turn (?:on|off)|enable|disable|unmute|volume|full screen|fullscreen|close"
    r"|gift (?:this|article)|buy (?:now|photo)|order (?:reprints|now)|skip to|all (?:comments|rights|sections|topics)"
    r"|we['’]ll notify|interest successfully|follow (?:us|topic|author|this)|get (?:alerts|the app|updates)"
    r"|(?:[0-9]+ )?(?:shares?|comments?|views?|likes?)$|live updates?$|what['’]s (?:new|next)$)(?!\w)"
    r"|\b(?:went wrong|in (?:a )?new (?:window|tab)|preferred source|sign in here|to (?:our|the) newsletter"
    r"|in your inbox"
    r"|independent journalism|ad-free|free trial|log ?in|hide caption|javascript|cookies?|via email|by email)\b"
    r"|\+ ?follow(?:ing)?$",
    re.IGNORECASE,
)
# What every call holds: its first three letters, or one of these in it; a sixth of the time of the pattern.
_CALL_STARTS = frozenset(
    """
    get joi sup rea see wat lis sha sen sav add sho hid ent cho sel ope sta try buy bec mak fin vis tel let nev don
    hav kee tur giv wri hel fol con dis exp lik rat use che man upd you we' why alr not new tha ple sor oop cli
    tap swi pre scr ski loa log sig rep tog tex fon vie ins ena unm vol ful clo gif ord all int liv wha com
    """.split()  # noqa: SIM905 - a list in lines of one word each would hide the rest
) | {"we ", "no ", "in "}
_CALL_CUES = (
    *("this ", "these ", "went wrong", "new window", "new tab", "in window", "in tab", "preferred source"),
    *("sign in here", "newsletter", "inbox", "journalism", "ad-free", "free trial", "login", "log in", "hide caption"),
    *("javascript", "cookie", "via email", "by email", "follow"),
)
_NETWORK_ICON = re.compile(
    r"^(?:Twitter|Facebook|Telegram|WhatsApp|LinkedIn|Pinterest|Reddit|YouTube|Instagram|VK|ВКонтакте|Email|X)\b(?:.*"
    r"\b(?:[Ii]con|[Ss]hare|[Tt]weet|[Pp]in|[Bb]utton|[Ll]ogo|[Ff]ollow))\b|\b[Ss]ocial [Ii]cons?\b"
)
_RUSSIAN_CALL = re.compile(
    r"^(?:не )?[а-яё]{2,12}(?:[йь]те|[йь]тесь|ите|итесь)(?:,| |$)"  # "Получайте новости первыми"
    r"|^(?:про)?(?:слушать|читать|смотреть|сохранить|показать|скрыть|пожаловаться|поделиться|обсудить|установить|войти"
    r"|открыть|закрыть|добавить|оставить|отправить|перейти|включить|отключить|скачать|вернуться|развернуть|свернуть"
    r"|загрузить|распечатать|выйти|искать|найти|написать|сообщить|предложить|задать|подписаться|зарегистрироваться"
    r"|авторизоваться|купить|копировать|скопировать|оформить|следить|увеличить|уменьшить|забыли|уже|нет)"
    r" (?:(?:в|на|об?|всех|всё|все|ещё|еще|меню|комментари\w+|новост\w+|стат\w+|материал\w*|текст\w*|запись|аудио|видео"
    r"|через|реклам\w+|ссылк\w+|вопрос\w*|подписк\w+|приложени\w+|шрифт\w*|за|зарегистрированы|подписаны|пароль"
    r"|аккаунта|полностью|далее|дальше|позже|список|фото)\b)"
    r"|^спасибо,? что\b|^мы (?:используем|в )|^наш[аеи]? (?:канал|группа|сайт|телеграм|telegram)"
    r"|^(?:этот|эта|данный) (?:материал|статья|сайт|текст)\b",
    re.IGNORECASE,
)
_RUSSIAN_CALL_WITHIN = re.compile(
    r"\b(?:подписк[аиуе]|рассылк[аиуе]|закладки|уведомлени[яей]+|соцсет\w+|мобильная версия|полная версия|версия сайта"
    r"|личный кабинет|размер шрифта|ночной режим|тёмная тема|темная тема|прямая трансляция|прямой эфир|ваше мнение"
    r"|ваш (?:комментарий|e-?mail|голос)|ваше имя|новости первыми|в соцсетях|обратная связь|правила комментирования"
    r"|нашем? (?:telegram|телеграм|канал)\w*|куки|cookie|javascript|фото из архива|архивное фото)\b",
    re.IGNORECASE,
)
_FIRST_WORDS = frozenset(entry.split(" ", 1)[0] for entry in CHROME)
_ENTRY = re.compile(r"(?:^|(?<=\s))(?=[A-ZА-ЯЁ])")
_RUSSIAN_NEWS = re.compile(
    r"(?:все |последние |главные )?новости (?!о\b|об\b)[А-ЯЁа-яё][\w-]+(?: и [А-ЯЁ][\w-]+)?$", re.IGNORECASE
)


def is_call(shown: str) -> bool:
    """Whether a line calls upon the reader, or tells something about the page."""
    if shown.count(" ") >= _MOST_WORDS:
        return False
    if _NETWORK_ICON.search(shown) or (shown[-1] in "»›" and "«" not in shown):
        return True  # "Есть новость? Присылайте »"
    if "’" in shown:
        return _CALL.search(shown) is not None
    if not shown.isascii():
        return _RUSSIAN_CALL.match(shown) is not None or _RUSSIAN_CALL_WITHIN.search(shown) is not None
    plain = shown.lower()
    cued = plain[:3] in _CALL_STARTS or plain[:2] == "be" or plain[0] in "0123456789"
    return (cued or any(map(plain.__contains__, _CALL_CUES))) and _CALL.search(shown) is not None


def is_menu_row(shown: str) -> bool:
    """Whether the entries of a menu stand side by side, each with a capital: "Главное Все новости Фото"."""
    if shown.split(" ", 1)[0].casefold() not in _FIRST_WORDS or shown[-1] in ".?!:" or shown.isupper():
        return False
    entries = [entry.strip(" |•·").casefold() for entry in _ENTRY.split(shown) if entry.strip(" |•·")]
    known = sum(entry in CHROME for entry in entries)
    return len(entries) > 1 and (known == len(entries) or (len(entries) >= _ENTRIES and 2 * known >= len(entries)))


def is_slogan(shown: str) -> bool:
    """Whether a line is a site's name with what it says of itself: its address at both ends, or "Новости Орло"."""
    name = shown.split(" ", 1)[0]
    if "." in name[1:-1] and shown.count(" ") > 1 and shown.endswith(f" {name}"):
        return True
    return not shown.isascii() and shown.count(" ") < _FEW_WORDS and _RUSSIAN_NEWS.match(shown) is not None
