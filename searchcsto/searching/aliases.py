"""Give a searcher and what a user's file says, get all groups of words that are known to mean the same."""

from __future__ import annotations

from itertools import groupby

from searchcsto.engines.base import Searcher
from searchcsto.results import AliasGroup
from searchcsto.searching.thesaurus import Thesaurus, choose_forms


def list_aliases(searcher: Searcher, thesaurus: Thesaurus) -> list[AliasGroup]:
    """Return the groups of the file in its order, then acronyms in theirs, of each the most frequent meaning first.

    An acronym that the file has is not used as the texts explain it.
    """
    groups = [AliasGroup(members, "file") for members in thesaurus.list_groups()]
    for folded, same in groupby(searcher.list_acronyms(), key=lambda each: each.folded):
        forms = list(same)
        used = () if thesaurus.has_group(folded) else choose_forms(forms)
        groups += [AliasGroup((form.short, form.longs[0]), "acronym", form.documents, form in used) for form in forms]
    return groups
