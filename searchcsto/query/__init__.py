"""Here is what a person typed, give me a query tree, or an error that points at the column."""
