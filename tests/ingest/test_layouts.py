"""The headline and the date of pages whose menus, mastheads, captions and buttons were flattened into the text."""

from __future__ import annotations

import datetime

import pytest

from searchcsto.ingest.metadata import read_metadata

TODAY = datetime.date(2035, 6, 1)
HEAD = "Lock keepers of Brannoch vote for longer shifts"
BODY = (
    "The lock keepers of Brannoch voted for longer shifts in summer, their speaker Ida Moll said after the assembly. "
    "The vote was close, she added, and it binds every lock on the canal.\nThe assembly also heard a report on the "
    "state of the towpath, which a flood had washed away. Repairs will cost more than the toll brings in.\nThe keepers "
    "had asked for a second boat for three years, and were told again that there was no money for it."
)
FAR = "Dusk is the new noon"  # shares no word with the article
ZAG = "Кому светит маяк на старой косе"
TEXT = (
    "Смотрители шлюзов Браноха проголосовали за долгие летние смены, сообщила после собрания Ида Молль.\n"
    "Голоса разделились почти поровну, добавила она, и решение обязательно для всех шлюзов канала.\n"
    "Собрание заслушало также доклад о состоянии берега, размытого паводком."
)


def read(text: str) -> tuple[str | None, str | None]:
    found = read_metadata(text, today=TODAY)
    return found.title, found.date.value if found.date else None


@pytest.mark.parametrize(
    ("text", "title"),
    [
        # the owner's name, a menu and breadcrumbs above a headline that shares no word with the article
        (f"Институт каналов и шлюзов\nОб институте\nПубликации / Комментарии\n{ZAG}\n{TEXT}", ZAG),
        (
            f"Министерство водных путей Браноха\nНовости Документы Обращения Контакты\n05.11.2031 12:00\n{ZAG}\n{TEXT}",
            ZAG,
        ),
        (f"Вестник шлюза\n{ZAG}\n{TEXT}\nВестник шлюза © 2031", ZAG),
        (
            f"Canal Institute of Brannoch\nHome\nAbout us\nNews > Canals\n{FAR} at the canal\n{BODY}",
            f"{FAR} at the canal",
        ),
        # skip links and lists with bullets
        (
            f"Jump to main content\n\nJump to navigation\n\n   * Home\n   * Canals\n       + Boats\n{HEAD}\n{BODY}",
            HEAD,
        ),
        (
            f"Skip to navigation\n* toggle search input\n* Ports\n\n  {HEAD}\n\n   March 12, 2033\n\n Share\n *\n *\n\n"
            f"The keepers of Brannoch\n\n{BODY}",
            HEAD,
        ),
        # persons with another spelling, or a role
        (f"{ZAG}\n(«Der Kanalbote», Германия)\nИда Молль (Ida Moll)\n15/03/2033\n{TEXT}", ZAG),
        (f"{ZAG}\nИда Молль, старший научный сотрудник\n{TEXT}", ZAG),
        (f"{FAR} at the canal\nIda Moll, senior fellow\n{BODY}", f"{FAR} at the canal"),
        (f"{HEAD}\n3 years ago\n{BODY}", HEAD),
        # a caption above the photo's credit
        (f"{HEAD}\nLocks of Brannoch in summer\n© Heron / Olaf Roe\nBRANNOCH, March 12 (Heron) - {BODY}", HEAD),
        # the rubric glued before the headline
        (f"Новости\nКаналы\n16:20, 11 ноября 2031\nКаналы{ZAG}\n{TEXT}", ZAG),
        (f"Canals\nPorts\nCanals{HEAD}\n12 March 2033\n{BODY}", HEAD),
        # the crawler's date, the headline, and headlines of others
        (
            f" date 2033-03-12 {HEAD}\n\nThe Mole Review\n\nShifts at the Harrow lock end at dusk\n\nIda Moll loses "
            f"a vote\n\nAssembly of keepers of Harrow meets\n\n{BODY}",
            HEAD,
        ),
        # a correspondent's place, and "by" a person
        (f"{HEAD}\nTowpath needs repair\nIda Moll in Brannoch\nMon 12 Mar 2033 18.05 BST\n{BODY}", HEAD),
        (
            f"Programs\nComment\n{FAR} at the canal\nCommentary by Ida Moll\n12 March 2033\n{BODY}",
            f"{FAR} at the canal",
        ),
        # a summary in several lines, with a byline below
        (
            f"News\nSport\n{HEAD} after ten years of rows\nThe vote was close and binds every lock\n"
            f"A flood had washed away the towpath\nBy Ida Moll\n12 March 2033\n{BODY}",
            f"{HEAD} after ten years of rows",
        ),
        # share buttons between headline and article, and a question below them
        (
            f"Canals\n{HEAD}\n12 March 2033\nShare this with Email\nCopy this link\nMedia caption\n"
            f"Who is Ida Moll?\n{BODY}",
            HEAD,
        ),
        # a headline that ends in an abbreviation
        (
            f"Council of Canals\n{HEAD} at All the Locks of the Northern Branch of the U.S.\n"
            f"Published March 12, 2033\n{BODY}",
            f"{HEAD} at All the Locks of the Northern Branch of the U.S.",
        ),
        # a play on words below day and time, and a standfirst; a rubric there stands in the menu, too
        (
            f"Каналы\n12.03.2033, 20:28\nШлюзовый момент\nКак смотрители шлюзов Браноха добились долгих смен\n{TEXT}",
            "Шлюзовый момент",
        ),
        (
            f"Водные пути\nПорты\n12.03.2033, 20:28\nВодные пути\nСмотрители шлюзов Браноха проголосовали\n{TEXT}",
            "Смотрители шлюзов Браноха проголосовали",
        ),
        # links to others, and captions, that stand twice within the article
        (
            f"{HEAD}\n{BODY}\nLocks, keepers, canal: a history\nThe start\n{BODY}\nLocks, keepers, canal: a history\n"
            f"How it ended\n{BODY}\n{BODY}",
            HEAD,
        ),
        # sentences between headline and article
        (
            f"ВЕСТНИК ШЛЮЗА\nГлавная\nФлот\n{ZAG.upper()}\nСмотрители Браноха отработали ночную смену.\n{TEXT}",
            ZAG.upper(),
        ),
        # links on lines of their own
        (
            f"{HEAD}\nIda Moll on boats, tolls and the towpath of the canal\nOlaf Roe\n5 hours ago\nSo I ask\n"
            f"Ida Moll\nin her office above the lock, where\nkeepers of Brannoch\nmeet once, does it bind?\n{BODY}",
            HEAD,
        ),
        (
            f"The canal needs more boats. Brannoch wants to help\n\nFeatures\n\n"
            f"Can the keepers of a lock build a canal?\n\n"
            f"{BODY} Boats on the canal are few. Brannoch needs help.",
            "The canal needs more boats. Brannoch wants to help",
        ),
    ],
)
def test_headline_among_furniture(text: str, title: str) -> None:
    assert read(text)[0] == title


@pytest.mark.parametrize(
    ("text", "date"),
    [
        (
            f"{HEAD}\nMole PressMarch 12, 2033 GMTKeepers of the lock at dusk, Tuesday, March 2, 2033. {BODY}\n{BODY}",
            "2033-03-12",
        ),
        (
            f"{HEAD}\nThe keepers will work until dusk from now on, as their assembly decided on Monday in Brannoch.\n"
            f"By Ida Moll\n03/17/2033 04:01 PM EDT\n{BODY}",
            "2033-03-17",
        ),
        (f"{HEAD}\n03/02/2033 - 13:55 GMT+1\n{BODY}", "2033-02-03"),
        (f"{HEAD}\n03/02/2033 01:55 PM EST\n{BODY}", "2033-03-02"),
        (f"{HEAD}\n03/02/2033\n{BODY}\nThe vote was on January 31, 2033, as planned.", "2033-02-03"),
        (f"{HEAD}\n03/02/2033\n{BODY}\nThe vote was on January 31, 2033, the toll rose on March 1, 2033.", None),
        (
            f"{HEAD}\nMarch 12, 2033 6:05 PM\nFILE - A keeper at a lock in Brannoch, March 3, 2030.\nORLO —\n{BODY}",
            "2033-03-12",
        ),
        (f"{HEAD}\n12 March 2033\nA keeper opens the lock of Brannoch, 3 March 2030.\n{BODY}", "2033-03-12"),
        (f"Вечерний Бранох\n№ 64 (12045) от 12 марта 2033\nГородская газета\nКаналы\n{ZAG}\n{TEXT}", "2033-03-12"),
        (f"Published:\nMar 12, 2033\nOlaf Roe\nSenior Fellow, Lock Center\n{FAR} at the canal\n{BODY}", "2033-03-12"),
        (
            "Зимовка на косе\n1/3 Маяк. 11 января 2031\n2/3 Лодка у причала\n3/3 Ночь кончается. 22 января 2031\n"
            f"{TEXT}",
            None,
        ),
    ],
)
def test_date_among_furniture(text: str, date: str | None) -> None:
    assert read(text)[1] == date


def test_glued_menu_is_no_paragraph() -> None:
    menu = "Книга о каналахПрогноз погодыКолесо обозренияШлюзы на майскиеЯрмаркаСпоры о пошлинеЛодкиМаяки " * 4
    assert read(f"Весь день\n{menu}\nМир\n14.05.2033, 20:28\n{ZAG}\n{TEXT}") == (ZAG, "2033-05-14")
