"""Here is a folder, give me Documents: find files, read each by its format, read what an article says about itself."""
