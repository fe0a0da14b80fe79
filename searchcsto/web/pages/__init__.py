"""The page for people: search, article, help, citations; every state of it is an address.

`routes` answers, `parameters` read an address and `addresses` make one, the others prepare what the templates show.
"""
