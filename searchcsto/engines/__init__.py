"""Here is a query tree, give me ranked documents, counts and facets. `base` is the contract of every engine."""
