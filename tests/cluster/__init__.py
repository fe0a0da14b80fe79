"""A real OpenSearch cluster on this machine, for tests and for the person who writes them."""
