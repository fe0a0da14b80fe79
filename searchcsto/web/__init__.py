"""Doors over HTTP: `wire` names all JSON keys (the command line uses it too), `app` is the server, `api` its questions.

`security` and `limits` stand before it, `served_index` follows the index, `serving` runs it.
"""
