"""The language of a text, or None."""

from __future__ import annotations

import pytest

from searchcsto.ingest.language import find_language


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The keepers of the lock voted for longer shifts, and it was close.", "en"),
        ("Смотрители шлюзов проголосовали за долгие смены, и это было не так просто, как они ждали.", "ru"),
        ("Наглядачі шлюзів проголосували за довші зміни, і це було не так просто, як вони чекали.", "uk"),
        ("Наглядчыкі шлюзаў прагаласавалі за доўгія змены, і гэта было не так проста, як яны чакалі.", "be"),
        ("Шлюз қызметкерлері ұзақ ауысым үшін дауыс берді және бұл туралы мәлімдеді деп хабарлады.", "kk"),
        ("Die Wärter der Schleuse stimmten für längere Schichten, und es war nicht einfach für sie.", "de"),
        ("Les gardiens de la ville ont voté pour des équipes plus longues, et ce vote est serré.", "fr"),
        ("Los guardianes de la ciudad votaron por turnos más largos, y el voto fue muy reñido.", "es"),
        ("I guardiani della città hanno votato per i turni più lunghi, e il voto non è stato facile.", "it"),
        ("Strażnicy śluzy głosowali za dłuższymi zmianami, ale nie było to łatwe i po prostu się nie udało.", "pl"),
        ("Շլյուզի պահապանները քվեարկեցին երկար հերթափոխի օգտին", "hy"),
        ("კარიბჭის მცველებმა ხანგრძლივ ცვლას დაუჭირეს მხარი", "ka"),
        ("船闸管理员投票支持更长的轮班时间", "zh"),
        ("صوت حراس القناة على نوبات أطول في الصيف و قال المتحدث إن هذا كان بعد اجتماع من الذي", "ar"),
        ("نگهبانان کانال به نوبت های طولانی تر رای دادند و این را سخنگو که در جلسه بود گفت", "fa"),
    ],
)
def test_languages(text: str, code: str) -> None:
    assert find_language(text) == code


@pytest.mark.parametrize("text", ["", "42 / 17", "NATO", "CSTO TASS BelTA", "xqz wvk"])
def test_unsure_is_none(text: str) -> None:
    assert find_language(text) is None


def test_offset() -> None:
    menu = "Главная Новости Политика "
    assert find_language(menu + "The keepers of the lock voted and it was close.", len(menu)) == "en"
