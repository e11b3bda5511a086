"""What a class answered in two rounds, as `app.class_spread` tells it: counted, and nothing of anybody alone."""

from dataclasses import dataclass, field

from django.db import connection

from cases.models import Pathway
from mapping.compare.classes import answered_words, class_side, one_pupil_moves, spread_of
from mapping.models import NeedsMapping
from mapping.queries.comparison import month_of, version_of
from mapping.rounds import FEW_PUPILS


@dataclass
class ClassComparison:
    pathway: Pathway
    now: NeedsMapping | None = None
    before: NeedsMapping | None = None
    rounds: list = field(default_factory=list)
    sides: list = field(default_factory=list)
    since: str = ""
    answered: list = field(default_factory=list)
    few: bool = False  # somebody has answered, and too few to be shown
    pupils: int = 0
    under_way: list = field(default_factory=list)  # who has answered in a round that is not shown yet

    @property
    def one_moves(self):
        return one_pupil_moves(self.pupils)

    @property
    def invites(self):
        return [words for side in self.sides for words in side.invites]


def class_comparison(pathway, person, *, now=None, before=None):
    """now, before: uuids of rounds; else the newest in which the class has answered and the one before it; before "" none."""
    rounds = list(NeedsMapping.objects.visible_to(person).filter(pathway=pathway))
    spreads = {each.pk: spread_of(_spread(each)) for each in rounds[:MOST_ROUNDS]}
    page = ClassComparison(pathway, rounds=[each for each in rounds if each.pk in spreads])
    answered = [each for each in page.rounds if spreads[each.pk].finished]
    shown = [each for each in answered if spreads[each.pk].counts]
    page.now = next((r for r in page.rounds if str(r.uuid) == str(now)), None) or next(
        iter([*shown, *answered, *page.rounds]), None
    )
    if page.now is None:
        return page
    older = [r for r in shown if page.rounds.index(r) > page.rounds.index(page.now)]
    asked = next((r for r in page.rounds if str(r.uuid) == str(before) and r != page.now), None)
    page.before = None if before == "" else asked or next(iter(older), None)
    page.since = month_of(page.before, page.now) if page.before else ""
    spread, earlier = spreads[page.now.pk], spreads[page.before.pk] if page.before else None
    page.under_way = [words for r in answered if r not in shown for words in answered_words(spreads[r.pk])]
    page.sides = [
        side
        for each in _answered(spread, earlier)
        if (side := class_side(each, spread, earlier, page.since, version_of)).rows
    ]
    page.answered, page.pupils = answered_words(spread), spread.finished.get("pupils", 0)
    page.few = 0 < page.pupils < FEW_PUPILS
    return page


def _answered(spread, earlier):
    """Each instrument of the two rounds, in the newest version that was answered in this one; none while it shows nothing."""
    if not spread.counts:
        return []
    slugs = {slug for each in (spread, earlier) if each for _who, slug, _item in each.counts}
    numbers = {slug: spread.numbers(slug) or (earlier.numbers(slug) if earlier else ()) for slug in slugs}
    newest = lambda slug: max(numbers[slug], key=lambda n: int(n) if n.isdigit() else 0, default=None)  # noqa: E731
    found = [version_of(slug, newest(slug)) or version_of(slug, None) for slug in slugs]
    return sorted((each for each in found if each), key=lambda each: (each.order, each.slug))


MOST_ROUNDS = 6  # a pathway of two years has no more


def is_told(ask):
    """Whether the answers of a class have been shown: then one more would be the difference. PostgreSQL keeps such a round shut."""
    with connection.cursor() as db:
        db.execute("select app.is_told(%s)", [ask.pk])
        return db.fetchone()[0]


def _spread(mapping):
    with connection.cursor() as db:
        db.execute("select informant, instrument, item, value, n from app.class_spread(%s)", [mapping.pk])
        return db.fetchall()
