"""A door for language models (Model Context Protocol): tools that read an index, and its documents as resources.

`parameters` says what the tools take, `tools` answers, `quoting` keeps articles apart from what is said about them,
`server` speaks the protocol, `serving` runs it over standard streams or HTTP. Nothing can be changed through it.
"""
