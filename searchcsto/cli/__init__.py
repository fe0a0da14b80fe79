"""The command line: one module for each command, with the command's name. No logic: parse options, one call, show."""
