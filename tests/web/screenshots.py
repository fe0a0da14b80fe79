"""Take the pictures of the page that are in docs/: python -m tests.web.screenshots

Of an invented archive of 1,800 articles and the five of seeds/. It needs Chromium; look at the pictures afterwards.
"""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from searchcsto import build_index
from tests.web.browsers import find_chromium
from tests.web.page_serving import serve
from tests.web.press import write_press

ROOT = Path(__file__).parent.parent.parent
COLORS = 128


class Shot(NamedTuple):
    """One picture: its name, the state of the page, and the screen."""

    name: str
    address: str
    width: int = 1360
    height: int = 900
    scheme: str = "light"


SHOTS = (
    Shot("page-results", "/?q=peacekeepers+harbour&not_source=AL+MARN&after=2019-10-15&before=2019-12-24"),
    Shot("page-article", "/documents/004_f9dc5b6749ccf26f.txt?q=peacekeeping+Kazakhstan"),
    Shot("page-nothing", "/?q=peacekeper+harbur&source=LARK", height=560),
    Shot("page-phone", "/?q=peacekeepers", width=390, height=844),
    Shot("page-dark", "/?q=ferry&place=ORLO&not_date=2019-11", scheme="dark"),
    Shot("page-wide", "/?q=collective+security&after=2019&before=2021", width=2200, height=1100),
)


def take_screenshots(folder: Path) -> None:
    """Write the pictures into a folder."""
    with tempfile.TemporaryDirectory() as temporary:
        press = Path(temporary) / "press"
        press.mkdir()
        write_press(press, size=1800)
        build_index([press, ROOT / "seeds"], Path(temporary) / "index")
        with serve(Path(temporary) / "index") as site, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
            for shot in SHOTS:
                target = folder / f"{shot.name}.png"
                _take(browser, site, shot, target)
                print(target.name, target.stat().st_size)
            browser.close()


def _take(browser: Browser, site: str, shot: Shot, target: Path) -> None:
    """Take one picture, in as few colours as it needs."""
    screen = {"width": shot.width, "height": shot.height}
    context = browser.new_context(viewport=screen, color_scheme=shot.scheme, base_url=site)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(shot.address)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    few = picture.quantize(COLORS, method=Image.Quantize.MAXCOVERAGE, kmeans=1, dither=Image.Dither.NONE)
    few.save(target, optimize=True)
    context.close()


if __name__ == "__main__":
    take_screenshots(ROOT / "docs")
