"""The engine of one machine: an embedded Whoosh index in a folder."""
