"""The page in a real browser: Chromium, driven by Playwright, against a real server.

On a machine without them the tests are skipped and say why; with SEARCHCSTO_CI=1 that is a failure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from searchcsto import build_index
from tests.web.browsers import find_chromium, give_up
from tests.web.page_serving import serve
from tests.web.press import write_press

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WIDTHS = (360, 820, 3840)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of an invented archive."""
    press: Path = tmp_path_factory.mktemp("press")
    write_press(press, size=250)
    build_index([press], press / "index")
    with serve(press / "index") as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        give_up("Playwright is not installed: pip install playwright")
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        except Error as problem:
            give_up(f"no Chromium could be started: {str(problem).splitlines()[0]}")
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A window that must not report anything: no error of a script, nothing that the policy forbids."""
    context = browser.new_context(base_url=site, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    reports: list[str] = []
    page.on("console", lambda message: reports.append(message.text))
    page.on("pageerror", lambda error: reports.append(str(error)))
    page.on("request", lambda request: reports.append(request.url) if not request.url.startswith(site) else None)
    page.set_default_timeout(30_000)  # machines that run tests are shared
    yield page
    context.close()
    # Suggestions are the API's, and a query that cannot be read is answered with 400.
    assert [each for each in reports if "/api/suggest" not in each and "status of 4" not in each] == []


def count_hits(page: Page) -> int:
    found = re.match(r"([\d,]+) article", page.locator("h1").inner_text())
    assert found
    return int(found[1].replace(",", ""))


def read_address(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def ask(page: Page, query: str) -> int:
    page.goto("/")
    page.fill("#q", query)
    page.press("#q", "Enter")
    page.wait_for_url("**/?q=*")
    return count_hits(page)


def test_search_filter_exclude_and_back(page: Page) -> None:
    total = ask(page, "harbour")
    assert page.locator(".hit mark").count() > 0
    source = page.get_by_role("region", name="Source")
    source.get_by_role("link", name="LARK", exact=True).click()
    chosen = count_hits(page)
    assert 0 < chosen < total and read_address(page) == {"q": ["harbour"], "source": ["LARK"]}
    page.get_by_role("link", name="Remove the filter: source LARK").click()
    assert count_hits(page) == total
    source.get_by_role("link", name="Exclude LARK").click()
    assert count_hits(page) == total - chosen
    page.go_back()
    assert count_hits(page) == total
    page.get_by_role("region", name="Date").get_by_role("link", name="Exclude 2019").click()
    assert read_address(page)["not_date"] == ["2019"] and count_hits(page) < total
    page.fill("#q", "ferry")
    page.get_by_role("button", name="Search", exact=True).click()
    assert read_address(page) == {"q": ["ferry"], "not_date": ["2019"]}


def test_sort_pages_and_search_within_a_facet(page: Page) -> None:
    ask(page, "harbour")
    page.get_by_role("link", name="Oldest").click()
    dates = page.locator(".hit time").evaluate_all("all => all.map(each => each.dateTime)")
    assert dates == sorted(dates) and len(dates) > 10
    page.get_by_role("link", name="Next →").click()
    assert page.locator(".hit").first.get_attribute("value") == "21"
    box = page.get_by_role("searchbox", name="Find a place")
    box.fill("or")
    box.press("Enter")
    page.wait_for_url("**in_place=or*")
    assert set(page.locator("[aria-labelledby=facet-place] bdi").all_inner_texts()) >= {"ORLO", "PORT IDEN"}


def test_the_timeline_is_dragged_and_clicked(page: Page) -> None:
    total = ask(page, "harbour")
    box = page.locator("#chart").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.02, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + 20, steps=5)
    assert page.locator("#chart .range").is_visible()
    assert " to " in page.locator("#readout").inner_text()
    with page.expect_navigation():
        page.mouse.up()
    dragged = count_hits(page)
    address = read_address(page)
    assert 0 < dragged < total and "2019" in address["after"][0] <= address["before"][0]
    bar = page.locator("#chart a.bucket").first
    words = bar.get_attribute("aria-label") or ""
    with page.expect_navigation():
        bar.click()
    found = re.search(r": ([\d,]+)", words)
    assert found and count_hits(page) == int(found[1])
    page.get_by_role("link", name="All dates").click()
    assert count_hits(page) == total


def test_an_article_is_opened_and_jumped_through(page: Page) -> None:
    ask(page, "harbour peacekeepers")
    results = page.url
    page.locator(".hit h2 a").first.click()
    total = page.locator("#hit-place").get_attribute("data-hits") or ""
    assert int(total) > 1
    page.keyboard.press("n")
    assert page.locator("#hit-1").evaluate("each => each.classList.contains('current')")
    page.keyboard.press("n")
    page.wait_for_url("**#hit-2")
    assert page.locator("#hit-place").inner_text() == f"2 of {total}"
    page.keyboard.press("p")
    page.keyboard.press("p")
    assert page.locator("#hit-place").inner_text() == f"{total} of {total}"  # around the end
    page.get_by_role("link", name="Next match").click()
    assert page.locator("#hit-place").inner_text() == f"1 of {total}"
    page.go_back()
    assert page.url == results
    page.go_forward()
    page.keyboard.press("u")
    page.wait_for_url(results)


def test_evidence_is_marked_where_it_stands(page: Page) -> None:
    page.goto("/documents/hostile.txt")
    page.get_by_role("complementary").get_by_role("link", name="May 3, 2020").click()
    assert page.locator("#date-1").inner_text() == "May 3, 2020"
    assert page.locator("#date-1").evaluate("each => each.matches(':target')")
    assert page.locator("#source-1").inner_text() == "KESTREL"


def test_keys_alone_are_enough(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("harbour")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=harbour")
    for key, place in (("j", 0), ("j", 1), ("k", 0)):
        page.keyboard.press(key)
        assert page.locator(".hit h2 a").nth(place).evaluate("each => each === document.activeElement")
    page.keyboard.press("?")
    assert page.get_by_role("dialog", name="Keys").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("dialog").is_visible()
    page.keyboard.press("Enter")
    page.wait_for_url("**/documents/**")
    page.go_back()
    page.locator("#chart a.bucket").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_url("**after=*")
    assert page.locator(".chips").inner_text().startswith("date")


def test_suggestions_are_taken_by_key(page: Page) -> None:
    answer = {"completions": [{"query": "harbour board", "documents": 7}], "corrections": []}
    page.route("**/api/suggest?**", lambda route: route.fulfill(json=answer))
    page.goto("/")
    page.locator("#q").press_sequentially("harb")
    option = page.get_by_role("option", name="harbour board")
    option.wait_for()
    page.keyboard.press("ArrowDown")
    assert option.get_attribute("aria-selected") == "true"
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=harbour+board")


def test_a_hostile_article_is_text(page: Page) -> None:
    ask(page, "script onerror")
    page.get_by_role("link", name="Pier committee publishes <script>").click()
    text = page.locator(".text").inner_text()
    assert "<img src=x onerror=alert('harbour')>" in text and "&lt;script&gt;" in text and "</main></body>" in text
    assert set(page.locator(".text mark").all_inner_texts()) == {"script", "onerror"}
    assert page.locator(".text img, .text b, .text style, .text script").count() == 0


def test_russian_and_arabic_are_shown_in_their_direction(page: Page) -> None:
    page.goto("/documents/arabic.txt")
    assert page.locator("h1").evaluate("each => getComputedStyle(each).direction") == "rtl"
    part = page.locator(".part").last
    assert part.evaluate("each => [getComputedStyle(each).direction, getComputedStyle(each).unicodeBidi]") == [
        "rtl",
        "plaintext",
    ]
    page.goto("/?q=миротворцы")
    assert count_hits(page) > 5 and page.locator(".hit").first.locator("mark").first.inner_text().lower().startswith(
        "миротвор"
    )


def test_without_javascript_everything_is_there(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    total = ask(page, "harbour")
    page.locator("#chart a.bucket").first.click()
    assert 0 < count_hits(page) < total
    page.get_by_role("link", name="All dates").click()
    page.get_by_role("link", name="Exclude KESTREL").click()
    assert count_hits(page) < total
    box = page.get_by_role("searchbox", name="Find a place")
    if box.count():
        box.fill("orlo")
        box.press("Enter")
        page.wait_for_url("**in_place=orlo*")
    page.locator(".hit h2 a").first.click()
    page.get_by_role("link", name="Next match").click()
    assert page.url.endswith("#hit-1")
    page.get_by_role("link", name="Raw text").click()
    assert page.locator(".text.raw").is_visible()
    page.get_by_role("link", name="Help").first.click()
    assert page.get_by_role("heading", name="How to ask").is_visible()
    context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_cut_at_any_width(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    for address in (
        "/?q=harbour&source=LARK&not_place=ORLO",
        "/documents/hostile.txt?q=script",
        "/?q=nosuchword",
        "/help",
    ):
        page.goto(address)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{address} is {wide} px too wide at {width}"
        assert page.locator("#q").is_visible()


def make_axe() -> Any:
    """Return axe-core, which the package carries."""
    try:
        from axe_playwright_python.sync_playwright import Axe
    except ImportError:
        give_up("axe is not installed: pip install axe-playwright-python")
    return Axe()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_violation(browser: Browser, site: str, scheme: str) -> None:
    axe = make_axe()
    context = browser.new_context(base_url=site, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    for address in (
        "/?q=harbour&not_source=LARK&after=2019",
        "/documents/hostile.txt?q=script",
        "/documents/arabic.txt?raw=true",
        "/?q=nosuchword",
        "/?q=%22",
        "/help",
    ):
        page.goto(address)
        found = axe.run(page).response["violations"]
        serious = [(each["id"], each["nodes"][0]["html"][:200]) for each in found if each["impact"] != "minor"]
        assert serious == [], address
    context.close()


def test_dark_is_dark(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, color_scheme="dark")
    page = context.new_page()
    page.goto("/?q=harbour")
    color = page.locator("body").evaluate("each => getComputedStyle(each).backgroundColor")
    assert max(map(int, re.findall(r"\d+", color))) < 60
    context.close()
