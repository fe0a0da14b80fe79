"""Give a record (a JSON object, a row of a table, front matter), get what stands in its fields: by role, not by name.

A role is what an article needs: id, text, title, date, source, agency, language, place. Its field is the one that the
user names (`ReadOptions.fields`; dots go into objects: "meta.published_at"), else one of the usual names, compared
without case and signs: `pub_date`, `pub-date` and `pubDate` are one. A value may be wrapped: {"name": "Kestrel"}.

Limits: names that say when something was crawled, changed or stored (`timestamp`, `created_at`, `updated`) are no
dates of publication: who knows better maps them. Objects in objects are looked into two levels deep.

>>> fields = Fields({"date": "meta.day"})
>>> record = {"Headline": "Talks resume", "meta": {"day": "2022-01-20"}, "source": {"name": "Kestrel"}}
>>> found = fields.find(record)
>>> found["title"], found["date"], found["source"]
([('Headline', 'Talks resume')], [('meta.day', '2022-01-20')], [('source', 'Kestrel')])
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Literal, NamedTuple, get_args

Role = Literal["id", "text", "title", "date", "source", "agency", "language", "place"]
ROLES: tuple[Role, ...] = get_args(Role)

# The likelier a name means the role, the earlier it stands.
_NAMES: dict[Role, str] = {
    "id": "id guid uid uuid docid documentid articleid newsid storyid url articleurl pageurl canonicalurl link"
    " permalink uri идентификатор код ссылка адрес",
    "text": "text body content articletext articlebody articlecontent fulltext maintext maincontent fullcontent"
    " contenttext bodytext plaintext cleantext cleanedtext cleancontent newstext newscontent newsbody storytext"
    " storybody textcontent article story contenthtml bodyhtml html message transcript текст полныйтекст текстстатьи"
    " текстновости тело содержание содержимое контент статья новость сообщение description summary abstract lead"
    " excerpt описание аннотация лид",
    "title": "title headline heading articletitle newstitle storytitle posttitle subject заголовок название"
    " заглавие тема",
    "date": "date published publishedat publicationdate pubdate datepublished datepublish publishdate publisheddate"
    " publishedon publishedtime publishtime publishedatutc publicationtime pubtime dateofpublication datetime"
    " articledate newsdate postdate posteddate postedat postedon releasedate issued dateissued дата датапубликации"
    " датаивремяпубликации датаивремя датавыхода датановости датастатьи опубликовано времяпубликации",
    "source": "source sources publisher publishername outlet outletname newsoutlet site sitename newspaper publication"
    " publicationname medianame mediaoutlet sourcename newssource journal provider sourcedomain domain hostname"
    " website источник источники издание сми названиесми газета издатель сайт",
    "agency": "agency newsagency agencies агентство информагентство",
    "language": "language lang languagecode langcode язык",
    "place": "place city место город",
}
_ORDER: dict[str, tuple[Role, int]] = {
    name: (role, rank) for role, names in _NAMES.items() for rank, name in enumerate(names.split())
}
# Texts that stand for an article where it has no other.
_TEASERS = frozenset(_NAMES["text"].partition(" description ")[2].split()) | {"description"}
# Objects that hold the fields of a record, or some of them.
_CONTAINERS = frozenset(
    ("article", "data", "doc", "document", "item", "record", "meta", "metadata", "attributes", "properties", "fields")
)
_SEARCHED = "_source"  # what Elasticsearch and OpenSearch put a record into
# Where an object that stands for one value keeps it.
_INNER = ("name", "value", "@value", "$date", "$oid", "$numberLong", "title", "domain", "url", "id")
_INNER_WORDS = ("rendered", "value", "@value", "#text", "text")
_ABSENT = frozenset(("", "none", "null", "nan", "nat", "n/a", "undefined", "\\n", "-", "—"))
_LISTED = 40  # names that a message tells
_LONGEST = 60  # characters of a usual name
_PLANS = 1_000  # kinds of records that are remembered

Found = dict[Role, list[tuple[str, object]]]


class _Plan(NamedTuple):
    """Which names of a record have a role, the likeliest first, and which may hold further fields."""

    names: tuple[tuple[Role, str], ...]
    containers: tuple[str, ...]


class Fields:
    """Where the records of one file have what an article needs."""

    def __init__(self, mapped: Mapping[str, str] | None = None) -> None:
        self._mapped: dict[Role, str] = {role: mapped[role] for role in ROLES if role in mapped} if mapped else {}
        self._unseen = dict(self._mapped)
        self._plans: dict[tuple[str, ...], _Plan] = {}
        self._names: dict[str, None] = {}  # of the outermost fields, in their order
        self._last: tuple[str, ...] = ()

    def find(self, record: Mapping[str, object]) -> Found:
        """Return the names and values of the fields that may have each role, the likeliest first; no absent values."""
        found: Found = {}
        self._find_usual(record, found, inside="", depth=2)
        for role, path in self._mapped.items():
            value = _follow(record, path)
            if value is not None:
                self._unseen.pop(role, None)
            value = _unwrap(value, role)
            found[role] = [] if _is_absent(value) else [(path, value)]
        return found

    def get_mapped(self, role: Role) -> str | None:
        """Return the field that the user named for a role."""
        return self._mapped.get(role)

    def list_unseen(self) -> list[str]:
        """Return the fields that the user named and that no record has had."""
        return list(self._unseen.values())

    def list_names(self) -> str:
        """Return the names of the fields that the records have, as a person is shown them."""
        names = [*self._names][:_LISTED]
        return ", ".join(name[:40] for name in names) + (", ..." if len(self._names) > _LISTED else "")

    def _find_usual(self, record: Mapping[str, object], found: Found, *, inside: str, depth: int) -> None:
        """Add the fields with usual names; `inside` is the path of the object that they stand in."""
        plan = self._plan(record, is_outermost=not inside)
        for role, name in plan.names:
            value = record[name]
            if type(value) is dict:
                value = _unwrap(value, role)
            if not _is_absent(value):
                found.setdefault(role, []).append((inside + name, value))
        for name in plan.containers if depth > 1 else ():
            value = record[name]
            if isinstance(value, dict):
                self._find_usual(value, found, inside=f"{inside}{name}.", depth=depth - 1)

    def _plan(self, record: Mapping[str, object], *, is_outermost: bool) -> _Plan:
        """Return which names of a record have which role. Records of a file are mostly alike."""
        key = tuple(record)
        plan = self._plans.get(key)
        if plan is None:
            if len(self._plans) >= _PLANS:
                self._plans.clear()
            plan = self._plans[key] = _make_plan(key)
        if is_outermost and key != self._last:
            self._last = key
            if len(self._names) <= _LISTED:
                self._names.update(dict.fromkeys(map(str, key)))
        return plan


@lru_cache(maxsize=4096)
def fold_name(name: str) -> str:
    """Return a name of a field without case and signs.

    >>> fold_name("Pub-Date") == fold_name("pubDate") == fold_name("pub_date")
    True
    """
    return "".join(char for char in name.casefold() if char.isalnum()).replace("ё", "е")


def is_teaser(name: str) -> bool:
    """Whether a field of this name has a description of the article, not its text."""
    return fold_name(name.rpartition(".")[2]) in _TEASERS


def _make_plan(names: tuple[str, ...]) -> _Plan:
    ranked: list[tuple[int, Role, str]] = []
    for name in names:
        found = _ORDER.get(fold_name(name)) if isinstance(name, str) and len(name) < _LONGEST else None
        if found is not None and name != _SEARCHED:
            ranked.append((found[1], found[0], name))
    containers = tuple(name for name in names if isinstance(name, str) and _is_container(name))
    return _Plan(tuple((role, name) for _, role, name in sorted(ranked)), containers)


def _follow(record: object, path: str) -> object:
    """Return what stands at a path such as "meta.published_at", or None."""
    if isinstance(record, Mapping) and path in record:
        return record[path]
    name, dot, rest = path.partition(".")
    if isinstance(record, list) and name.isdecimal() and int(name) < len(record):
        value: object = record[int(name)]
    elif isinstance(record, Mapping):
        folded = fold_name(name)
        key = name if name in record else next((key for key in record if fold_name(str(key)) == folded), None)
        value = record.get(key)
    else:
        return None
    return _follow(value, rest) if dot else value


def _is_container(name: str) -> bool:
    return name == _SEARCHED or (len(name) < _LONGEST and fold_name(name) in _CONTAINERS)


def _unwrap(value: object, role: Role) -> object:
    """Return the value that an object stands for: {"name": "Kestrel"} for Kestrel."""
    names = _INNER_WORDS if role in ("text", "title") else _INNER
    for _ in range(2):
        if not isinstance(value, dict):
            break
        value = next((value[name] for name in names if value.get(name) not in (None, "")), value)
    return value


def _is_absent(value: object) -> bool:
    if isinstance(value, str):
        return len(value) < 12 and value.strip().casefold() in _ABSENT
    return value is None or value == [] or value == {} or value != value  # NaN
