"""Give a Word document (.docx), get its article: the paragraphs as a reader sees them, and its title.

Text boxes, tables, content controls and insertions are read where they stand; deletions, hidden text, comments,
footnotes and what stands at the head and foot of each page are not.

Limits: those of `office.py`. An old .doc is refused.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from searchcsto.ingest.content import Content, ReadOptions
from searchcsto.ingest.limits import Article, Problem
from searchcsto.ingest.office import Package, Paragraph, Refused, get_attribute, local_name, make_article, read_office

_MAIN = "word/document.xml"
_CORE = "docProps/core.xml"
_STYLES = "word/styles.xml"
_UNSEEN = frozenset(("moveFrom", "Fallback", "del", "pPr", "rPr", "sectPr", "instrText", "sdtPr"))
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_TIMES = ("created", "modified")


def read_docx(content: Content, options: ReadOptions) -> Iterator[Article | Problem]:
    """Yield the article of a document, or the reason why there is none. Raises OSError."""
    yield read_office(content, _read_package)


def _read_package(package: Package) -> Article | Problem:
    styles = _read_styles(package.parse(_STYLES)) if _STYLES in package else {}
    paragraphs = list(_list_paragraphs(package.parse(_find_main(package)), styles))
    core = package.parse(_CORE) if _CORE in package else ()
    properties = {local_name(item): " ".join((item.text or "").split()) for item in core}
    times = {name: properties.get(name, "") for name in _TIMES}
    return make_article(paragraphs, title=properties.get("title"), times=times)


def _find_main(package: Package) -> str:
    """Return the name of the part that has the text; usually it is the same."""
    if _MAIN in package or "[Content_Types].xml" not in package:
        return _MAIN
    for item in package.parse("[Content_Types].xml"):
        if (get_attribute(item, "ContentType") or "").endswith(("document.main+xml", "template.main+xml")):
            return (get_attribute(item, "PartName") or "").lstrip("/")
    raise Refused("it is not a Word document")


def _read_styles(root: etree._Element) -> dict[str, str]:
    """Return the names of styles by their ids; a style without a name of its own kind has that of its base."""
    names: dict[str, str] = {}
    for style in root:
        identifier = get_attribute(style, "styleId")
        name = next((get_attribute(item, "val") for item in style if local_name(item) == "name"), None)
        if identifier and name:
            names[identifier] = name.lower()
    return names


def _list_paragraphs(root: etree._Element, styles: dict[str, str]) -> Iterator[Paragraph]:
    """Yield the paragraphs in their order; those of a text box come before the one that it hangs on."""
    open_ones: list[tuple[list[str], str]] = []
    tables = 0
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        name = local_name(element)
        if event == "start":
            if name == "p":
                open_ones.append(([], styles.get(_find_style(element), "")))
            elif name in _UNSEEN or (name == "r" and _is_hidden(element)):
                walk.skip_subtree()
            elif name == "t" and open_ones:
                open_ones[-1][0].append(element.text or "")
            elif name in _SIGNS and open_ones:
                open_ones[-1][0].append(_SIGNS[name])
            tables += name == "tbl"
        elif name == "p" and open_ones:
            pieces, style = open_ones.pop()
            yield Paragraph("".join(pieces), style, is_cell=tables > 0)
        elif name == "tbl":
            tables -= 1


def _find_style(paragraph: etree._Element) -> str:
    for properties in paragraph[:1]:
        for item in properties if local_name(properties) == "pPr" else ():
            if local_name(item) == "pStyle":
                return get_attribute(item, "val") or ""
    return ""


def _is_hidden(run: etree._Element) -> bool:
    for properties in run[:1]:
        for item in properties if local_name(properties) == "rPr" else ():
            if local_name(item) == "vanish":
                return get_attribute(item, "val") not in ("0", "false", "off")
    return False
