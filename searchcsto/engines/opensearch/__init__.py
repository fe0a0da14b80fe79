"""The engine for an index in an OpenSearch cluster: the same answers, from many machines."""
