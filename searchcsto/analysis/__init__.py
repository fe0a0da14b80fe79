"""Here is text, give me terms: the same for indexing and for querying, and for every engine.

`words` cuts text into words, `terms` says under which terms a word is indexed and searched, `stems` reduces a word
to its stem, `values` and `transliteration` compare names.
"""
