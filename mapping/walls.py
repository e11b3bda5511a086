"""Who sees what was asked about a class, and who makes the round: with `cases.walls`, the access table of the mapping."""

CLASS_ASK = ("resource_advisor", "group_leader", "class_team", "learning_advisor")
