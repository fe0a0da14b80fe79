"""Make an invented press archive: agencies, gazettes and broadcasters of a coast that is on no map, over two years.

The same archive each time. It has what real ones have: bursts of news, a month that is missing, articles without a date
or a headline, two scripts and a third that runs from right to left, pages with menus around the text, and one article
that is full of markup.
"""

from __future__ import annotations

import datetime
import random
from pathlib import Path

HOSTILE = """Pier committee publishes <script>alert("pier")</script> in its minutes

ORLO, May 3, 2020. /KESTREL/. The pier committee printed <b onmouseover="alert(1)">peacekeepers & harbour</b> in full.
"<img src=x onerror=alert('harbour')>" stands on page 2, and </main></body><style>*{display:none}</style> on page 3.
A clerk said the harbour office would print "&lt;script&gt;" next time.
"""
ARABIC = """اتفاق جديد حول ميناء أورلو

أورلو، 12 مايو 2020. أعلنت سلطات الميناء اتفاقا جديدا بين orlo harbour والشركات البحرية بعد محادثات طويلة.
وقال المتحدث إن قوات حفظ السلام ستبقى في الميناء حتى نهاية العام.
"""

_PLACES = ("ORLO", "MARN", "VELM", "SANDHAVEN", "TARRES", "KAPP", "LOWICK", "ESTERWYK", "BRAAN", "PORT IDEN", "ULVA")
_OUTLETS = {
    "KESTREL": 9,
    "LARK": 5,
    "Mole Gazette": 4,
    "AL MARN": 3,
    "Coast Herald": 2,
    "VELM NEWS": 2,
    "Harbour Post": 1,
}
_MONTHS = [datetime.date(2019, month, 1).strftime("%B") for month in range(1, 13)]
_RUSSIAN_MONTHS = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"

_TITLES = (
    "Peacekeepers leave {place} harbour after {number} days",
    "{place} talks resume as ministers weigh the ferry treaty",
    "Ferry operators in {place} ask for a new pier",
    "Harbour board of {place} delays the collective security vote",
    "Peacekeeping mandate extended for {number} days, envoys say",
    "Oil terminal at {place} reopens after the storm",
    "Observers count {number} vessels off {place}",
    "Fever cases fall in {place}, health office reports",
    "{place} council backs the collective security treaty",
    "Lighthouse keepers of {place} end their strike",
)
_FIRST = (
    "The collective security council agreed on Friday to extend the peacekeeping mandate at {place} by {number} days.",
    "Peacekeepers who had guarded the harbour of {place} since the spring began to leave on Monday, officials said.",
    "Ferry traffic between {place} and the outer islands resumed after the harbour board lifted its ban.",
    "Ministers of the five coastal states met in {place} to discuss the treaty and its costs, a spokesman said.",
    "The oil terminal at {place} reopened on Tuesday, {number} days after the storm that closed it.",
    "Health officers in {place} counted {number} new cases of fever, fewer than in the week before.",
)
_MORE = (
    "“We came to keep the peace, not the harbour,” the commander of the peacekeepers told reporters on the old pier.",
    "The treaty was signed in 2017 and obliges its members to consult before they send forces abroad.",
    "Opposition deputies called the decision hasty and asked for the minutes of the meeting to be published.",
    "According to the harbour board, {number} vessels were waiting outside the breakwater at noon.",
    "A second round of talks is planned for the end of the month; neither side would name the place.",
    "Fishermen said that the ban had cost them {number} crowns a day, and that nobody had offered to pay.",
    "The lighthouse, dark since the strike, was lit again on Thursday evening.",
    "Analysts expect the collective security forces to be replaced by local police by the end of the year.",
    "Ferry tickets to the islands were sold out within hours, the operators said.",
    "The council will vote again when the observers have delivered their report on the peacekeeping mission.",
)
_RUSSIAN = (
    "Миротворцы покинут порт {place}",
    "Совет коллективной безопасности обсудил договор о паромах",
    "Нефтяной терминал возобновил работу после шторма",
)
_RUSSIAN_TEXT = (
    "Совет коллективной безопасности продлил мандат миротворцев на {number} дней, сообщил представитель порта.",
    "Паромное сообщение с островами возобновлено, заявили в управлении гавани.",
    "Министры пяти государств обсудили договор и расходы на миротворческую миссию.",
    "Наблюдатели насчитали {number} судов у волнолома.",
)
_MENU = """Home | World | Coast | Business | Sport | Weather | Archive
Subscribe to our newsletter
Most read
Ten recipes for the long winter evenings
What the tide tables say about your summer
Advertise with us | Contact | Terms of use | Privacy | Cookies

"""


def write_press(folder: Path, *, size: int, seed: int = 7) -> None:
    """Write an archive of so many articles, and a few special ones, into a folder."""
    chance = random.Random(seed)
    for number in range(size):
        day = _choose_day(chance)
        make = _make_russian if chance.random() < 0.12 else _make_english
        target = folder / f"{day:%Y}" / f"{number:04d}.txt"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(make(chance, day, number), encoding="utf-8")
    (folder / "hostile.txt").write_text(HOSTILE, encoding="utf-8")
    (folder / "arabic.txt").write_text(ARABIC, encoding="utf-8")


def _choose_day(chance: random.Random) -> datetime.date:
    """Return a day: most are near one of three events, and August 2019 is missing from the archive."""
    while True:
        event = chance.choice(((2019, 3, 10), (2019, 11, 20), (2020, 4, 28)))
        spread = 14 if chance.random() < 0.55 else 150
        day = datetime.date(*event) + datetime.timedelta(days=round(chance.gauss(0, spread)))
        if datetime.date(2019, 1, 1) <= day <= datetime.date(2020, 7, 31) and (day.year, day.month) != (2019, 8):
            return day


def _fill(chance: random.Random, text: str, place: str) -> str:
    return text.format(place=place.title(), number=chance.randrange(3, 90))


def _make_english(chance: random.Random, day: datetime.date, number: int) -> str:
    place = chance.choices(_PLACES, weights=range(len(_PLACES), 0, -1))[0]
    outlet = chance.choices(list(_OUTLETS), weights=list(_OUTLETS.values()))[0]
    title = _fill(chance, chance.choice(_TITLES), place)
    sentences = [_fill(chance, chance.choice(_FIRST), place)]
    sentences += [_fill(chance, each, place) for each in chance.sample(_MORE, chance.randrange(3, 8))]
    date = f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"
    lead = f"{place}, {date}. /{outlet}/. " if number % 17 else ""
    paragraphs = [lead + " ".join(sentences[:2])]
    paragraphs += [" ".join(sentences[at : at + 2]) for at in range(2, len(sentences), 2)]
    head = "" if number % 29 == 3 else f"{title}\n\n"
    menu = _MENU if number % 11 == 5 else ""
    return menu + head + "\n\n".join(paragraphs) + "\n"


def _make_russian(chance: random.Random, day: datetime.date, number: int) -> str:
    title = _fill(chance, chance.choice(_RUSSIAN), "Орло")
    date = f"{day.day} {_RUSSIAN_MONTHS.split()[day.month - 1]} {day.year} года"
    sentences = [_fill(chance, each, "Орло") for each in chance.sample(_RUSSIAN_TEXT, 3)]
    return f"{title}\n\nОРЛО, {date}. /РИА Орло/. {sentences[0]}\n\n{' '.join(sentences[1:])} № {number}\n"
