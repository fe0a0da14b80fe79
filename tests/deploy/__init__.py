"""What deploy/ promises, as far as it can be tested without Docker: the nodes are real and run with its settings."""
