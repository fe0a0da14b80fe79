"""Let stock Whoosh read the index: its codec, over the files that `codec` describes.

`whoosh.index.open_dir(folder)` finds the table of contents that `toc` wrote, which names the classes here; no more is
needed than that searchcsto can be imported. `whoosh_index.open_whoosh` gives the same index with a searcher that runs
Whoosh's queries at our speed. Everything here is for reading: an index is written by searchcsto alone.

The names `segment.ColumnSegment` and `schema.make_schema` stand in pickles and never change.
"""
