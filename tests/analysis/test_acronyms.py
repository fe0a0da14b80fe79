"""What a text must say of an acronym to be believed."""

from __future__ import annotations

import pytest

from searchcsto.analysis.acronyms import find_acronyms


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("the Collective Security Treaty Organization (CSTO)", "CSTO", "Collective Security Treaty Organization"),
        ("CSTO (Collective Security Treaty Organization)", "CSTO", "Collective Security Treaty Organization"),
        ("NATO (the North Atlantic Treaty Organization, 1949)", "NATO", "North Atlantic Treaty Organization"),
        ("Организации Договора о коллективной безопасности (ОДКБ)", "ОДКБ", None),
        ("ОДКБ (Организация Договора о коллективной безопасности)", "ОДКБ", None),
        ("Международный валютный фонд (далее — МВФ)", "МВФ", "Международный валютный фонд"),
        ("Евразийского экономического союза (ЕАЭС)", "ЕАЭС", "Евразийского экономического союза"),
        ("«Шанхайской организации\nсотрудничества» (ШОС)", "ШОС", "Шанхайской организации сотрудничества"),
        ("in the United States (U.S.)", "US", "United States"),
        ("Department of Defense (DOD)", "DOD", "Department of Defense"),
        ("Security and Co-operation in Europe (OSCE)", None, None),
        ("the Organization for Security and Co-operation in Europe (OSCE)", "OSCE", None),
        ("Belarusian Telegraph Agency (BelTA)", "BelTA", "Belarusian Telegraph Agency"),
        ("Asia-Pacific Economic Cooperation (APEC; founded 1989)", "APEC", "Asia-Pacific Economic Cooperation"),
        ("a plan for the use (US) of it", None, None),
        ("he said (Reuters)", None, None),
        ("member states of the World Trade Organization (WTO)", "WTO", "World Trade Organization"),
        ("the World Trade Organization member states (WTO)", None, None),
        ("the CSTO (a military bloc of six states)", None, None),
        ("Civil Trade. Organization (CTO)", None, None),
        ("Organization (ORG)", None, None),
        ("(CSTO)", None, None),
        ("", None, None),
        ("((((((", None, None),
    ],
)
def test_what_is_believed(text: str, short: str | None, long: str | None) -> None:
    found = list(find_acronyms(text))
    assert [each.short for each in found] == ([short] if short else [])
    if long:
        assert found[0].long == long


def test_time_is_linear() -> None:
    for text in ("(" * 200_000, "(A" * 100_000, "CSTO (" * 50_000, "AB (CD) " * 5_000, "(" + "a" * 200_000 + ")"):
        list(find_acronyms(text))
