"""Here are an open searcher and a question: give me the answer, with everything that a person should know about it.

One module for each kind of question. None of them knows in which folder the index is, or who asks.
"""
