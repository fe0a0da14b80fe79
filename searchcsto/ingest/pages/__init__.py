"""Here is the tree of a web page, give me its visible text, and what its markup says of the article on it."""
