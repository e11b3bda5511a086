"""The demo: the story of class 5.B and what stands around it, told through the same actions as the pages.

Dates are those of the story, whose today is Thursday 21 May 2026; `Clock` moves all of them by whole weeks, so that a
demo made on any day has something overdue, due and coming.
"""
