"""Give a text document of OpenOffice or LibreOffice (.odt), get its article: its paragraphs, and its title.

Deletions, comments and footnotes are not part of the text, and neither are pictures and their descriptions.

Limits: those of `office.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from searchcsto.ingest.content import Content, ReadOptions
from searchcsto.ingest.limits import Article, Problem
from searchcsto.ingest.office import Package, Paragraph, Refused, get_attribute, local_name, make_article, read_office

_CONTENT = "content.xml"
_META = "meta.xml"
_MANIFEST = "META-INF/manifest.xml"
_UNSEEN = frozenset(
    ("tracked-changes", "annotation", "note", "forms", "hidden-text", "ruby-text", "desc", "binary-data")
)
_PICTURE_TITLE = "svg-compatible:1.0}title"
_SIGNS = {"tab": "\t", "line-break": "\n"}
_TIMES = {"creation-date": "created", "date": "modified"}
_MAX_BLANKS = 100


def read_odt(content: Content, options: ReadOptions) -> Iterator[Article | Problem]:
    """Yield the article of a document, or the reason why there is none. Raises OSError."""
    yield read_office(content, _read_package)


def _read_package(package: Package) -> Article | Problem:
    if _MANIFEST in package and any(local_name(item) == "encryption-data" for item in package.parse(_MANIFEST).iter()):
        raise Refused("it is encrypted: save it without a password")
    if _CONTENT not in package:
        raise Refused("it is not a text document: it has no content.xml")
    root = package.parse(_CONTENT)
    paragraphs = list(_list_paragraphs(root, _read_styles(root)))
    meta = package.parse(_META).iter() if _META in package else ()
    properties = {local_name(item): " ".join((item.text or "").split()) for item in meta}
    times = {shown: properties.get(name, "") for name, shown in _TIMES.items()}
    return make_article(paragraphs, title=properties.get("title"), times=times)


def _read_styles(root: etree._Element) -> dict[str, str]:
    """Return the base of each style that the document made for itself: "P1" is a "Title"."""
    styles = (item for item in root.iter() if local_name(item) == "style")
    bases = {get_attribute(item, "name"): get_attribute(item, "parent-style-name") for item in styles}
    return {name: base for name, base in bases.items() if name and base}


def _list_paragraphs(root: etree._Element, bases: dict[str, str]) -> Iterator[Paragraph]:
    """Yield the paragraphs in their order; those of a text box come before the one that it hangs on."""
    open_ones: list[tuple[list[str], str]] = []
    tables = 0
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        name = local_name(element)
        is_unseen = name in _UNSEEN or str(element.tag).endswith(_PICTURE_TITLE)
        if event == "start" and is_unseen:
            walk.skip_subtree()
        elif event == "start":
            if name in ("p", "h"):
                open_ones.append(([], _name_style(element, bases)))
            if open_ones:
                open_ones[-1][0].append(_read_sign(element) + (element.text or ""))
            tables += name == "table"
        elif name in ("p", "h") and open_ones:
            pieces, style = open_ones.pop()
            yield Paragraph("".join(pieces), style, is_cell=tables > 0)
        tables -= event == "end" and name == "table"
        if event == "end" and open_ones and element.tail:
            open_ones[-1][0].append(element.tail)


def _read_sign(element: etree._Element) -> str:
    """Return the blanks, the tabulator or the break that an element stands for."""
    name = local_name(element)
    if name == "s":
        count = get_attribute(element, "c") or "1"
        return " " * min(int(count), _MAX_BLANKS) if count.isdecimal() else " "
    return _SIGNS.get(name, "")


def _name_style(element: etree._Element, bases: dict[str, str]) -> str:
    """Return the style under the name that Word has for it."""
    style = get_attribute(element, "style-name") or ""
    style = bases.get(style, style).lower()
    if local_name(element) == "h" and get_attribute(element, "outline-level") in ("1", None):
        return "title" if style == "title" else "heading 1"
    return style
