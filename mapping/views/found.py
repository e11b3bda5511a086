"""What findings became, with the pages where it stands."""

from cases.views.plan_parts import home_of


def linked(lines):
    """(line, where its goal stands, where its measure stands)"""
    return [(line, line.goal and home_of(line.goal), line.measure and home_of(line.measure)) for line in lines]
