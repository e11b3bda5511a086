"""The numbers that a manager meets first: what needs somebody, then how much is running."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.templatetags.ui import decimal1, percent1
from insight.asked import Asked
from insight.periods import school_year
from insight.queries.figures import figures_of
from insight.queries.pathways import contents


@dataclass(frozen=True)
class Kpi:
    number: str
    title: str
    detail: str = ""
    url: str = ""
    look: str = ""  # alert | warn | ""

    @property
    def glyph(self):
        return {"alert": "over", "warn": "look"}.get(self.look, "")


def headline(person, today):
    """The key figures alone, for the home of those who see no person."""
    figures = figures_of(person, Asked(today, school_year(today)))
    return kpis(figures, contents(person)) if figures.counted_at else []


def kpis(figures, programmes):
    found = [_overdue(figures), _due(figures), _warnings(figures, programmes), _active(figures)]
    if "social" in figures.asked.sides:
        found.append(_attendance(figures))
    if "school" in figures.asked.sides and figures.of("still_in_class"):
        found.append(_still(figures))
    return found


def _overdue(figures):
    n = figures.total("follow_ups_now", key="overdue")
    said = _by_side(figures, "overdue", n)
    if n and (oldest := max((row.n for row in figures.of("overdue_oldest")), default=0)):
        said += " " + ngettext("The oldest %(n)s day.", "The oldest %(n)s days.", oldest) % {"n": oldest}
    title = ngettext("follow-up is overdue", "follow-ups are overdue", n)
    url = figures.opens("follow_ups_now", "opfoelgninger", what="overdue") if n else ""
    return Kpi(str(n), title, said if n else _("All are held or still to come."), url, "alert" if n else "")


def _due(figures):
    n = figures.total("follow_ups_now", key="due")
    url = figures.opens("follow_ups_now", "opfoelgninger", what="due") if n else ""
    title = ngettext("follow-up is due now", "follow-ups are due now", n)
    return Kpi(str(n), title, _by_side(figures, "due", n) if n else _("None has to be held just now."), url)


def _by_side(figures, key, n):
    school, social = (figures.total("follow_ups_now", key=key, side=side) for side in ("school", "social"))
    return _("School %(school)s, social %(social)s, both together %(both)s.") % {
        "school": school,
        "social": social,
        "both": n - school - social,
    }


def _warnings(figures, programmes):
    """How many pathways are outside a limit of their programme, by name of the limit."""
    n = figures.total("warnings")
    titles = {limit.key: str(limit.title) for content in programmes for limit in content.limits}
    said = " · ".join(
        _in_pathways(title, count) for key, title in titles.items() if (count := figures.total("warnings", key=key))
    )
    title = ngettext("figure is outside the model", "figures are outside the model", n)
    url = figures.opens("warnings", "advarsler") if n else ""
    inside = _("Lessons, length, group size and advisor time are as in the model.")
    return Kpi(str(n), title, said or inside, url, "warn" if n else "")


def _in_pathways(title, n):
    return ngettext("%(title)s in %(n)s pathway", "%(title)s in %(n)s pathways", n) % {"title": title, "n": n}


def _active(figures):
    n = figures.total("active_pathways")
    school = figures.total("active_pathways", side="school")
    classes = ngettext("%(n)s class pathway", "%(n)s class pathways", school) % {"n": school}
    groups = ngettext("%(n)s parent group", "%(n)s parent groups", n - school) % {"n": n - school}
    said = _("%(classes)s and %(groups)s.") % {"classes": classes, "groups": groups}
    if school == n:
        said = f"{classes}."  # a school's reader has no groups to count
    if figures.asked.side:
        said = ""  # the title says it all
    url = figures.opens("active_pathways", "forloeb") if n else ""
    return Kpi(str(n), ngettext("open pathway", "open pathways", n), said, url)


# ---- attendance ----


@dataclass(frozen=True)
class Places:
    """Places and how many were used, over the weeks that are shown; `hidden` weeks are in neither."""

    places: int
    used: int
    hidden: int

    @property
    def percent(self):
        return 100 * self.used / self.places


def attendance_of(figures):
    rows = figures.of("attendance")
    shown = [row for row in rows if not row.is_suppressed]
    used = sum(round(row.n * row.value / 100) for row in shown)
    return Places(sum(row.n for row in shown), used, len(rows) - len(shown))


def attendance_words(total):
    said = _("In the parent groups %(used)s of %(places)s places were used: %(percent)s %%.") % {
        "used": total.used,
        "places": total.places,
        "percent": decimal1(total.percent),
    }
    if total.hidden:
        said += " " + _("Weeks with fewer than five families are not counted in.")
    return said


def _attendance(figures):
    total, title = attendance_of(figures), _("attendance in parent groups")
    if total.places:
        url = figures.opens("attendance", "fremmoede")
        said = _("%(used)s of %(places)s places.") % {"used": total.used, "places": total.places}
        if figures.asked.is_school or not url:
            said += " " + _("The whole municipality.")
        return Kpi(percent1(total.percent), title, said, url)
    if total.hidden:
        return Kpi(_("hidden"), title, _("Fewer than five families."))
    return Kpi("–", title, _("No register has been kept in this period."))


# ---- half a year and a year after ----

MONTHS = ("6", "12")


def _still(figures):
    """Of the children of ended pathways: how many are still in the ordinary class, after half a year and after a year (I05)."""
    title, told = _("still in the class after half a year"), {key: _of_months(figures, key) for key in MONTHS}
    first, year = told["6"], told["12"]
    number = "–" if first is None else _("hidden") if first.is_suppressed else percent1(first.value)
    said = [_still_words(first)] if first else []
    if year:
        said.append(
            _("After a year: %(share)s.") % {"share": _("hidden") if year.is_suppressed else percent1(year.value)}
        )
    url = figures.opens("still_in_class", "stadig", what="6") if first and number else ""
    return Kpi(number, title, " ".join(said), url)


def _of_months(figures, key):
    """Of the unit asked for, else of all of them together."""
    return next(iter(figures.of("still_in_class", key=key, unit_id=figures.asked.unit_id)), None)


def _still_words(row):
    if row.is_suppressed:
        return _("A part of it counts fewer than five children.")
    return ngettext("Of %(n)s child it is known.", "Of %(n)s children it is known.", row.n) % {"n": row.n}
