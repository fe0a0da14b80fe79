"""The on-disk format: given a document number or a term, get its numbers.

A segment is one file, written whole and never changed: `files` says how arrays lie in it, and the docstrings of
`dictionary`, `postings`, `columns` and `stored` say what the arrays mean. `segment` opens one, `build` makes new ones
from Documents, `merge` makes one of several.
"""
