"""The engine of one machine: an index of columns in a folder, which stock Whoosh can open too."""
