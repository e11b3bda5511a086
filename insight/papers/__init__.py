"""Every document that leaves the house: one way to look at it, to choose its parts, to give it and to file it.

`insight.papers.kinds` says what each kind is made of; nothing here knows how a page is drawn.
"""
