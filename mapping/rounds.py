"""What Samspil itself decides about a round of questions, each with its reason. No programme says anything of them.

MOST_OPEN: forms that one person has open at a time. A family that is sent four forms answers none, and a child none of two;
  other systems of the kind stop at five. Of a colleague it counts for each child: she is asked about several.
ANSWER_DAYS: how long somebody has, when nobody says otherwise. Long enough for a weekend and for the second parent.
REUSE_MONTHS: how old a test or an answer may be and still be taken over instead of asking again (C11).
FEW_PUPILS, FEW_TEAM: a class's answers are shown as a spread from so many on, and only when the round is shut, so that
  nobody can subtract yesterday's figures from today's. `app.class_spread` says the same in the database.
"""

MOST_OPEN = 3
ANSWER_DAYS = 14
REUSE_MONTHS = 6
FEW_PUPILS = 5
FEW_TEAM = 3
