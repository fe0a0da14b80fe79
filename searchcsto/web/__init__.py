"""The HTTP side. For now: `wire`, the one place that names JSON keys."""
