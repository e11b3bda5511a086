"""What a family is given in writing about sharing: who reads what on which ground, how it is stopped, and what is kept."""

from dataclasses import dataclass

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import Municipality
from cases.documents import Fact, Sheet
from cases.queries.agreements import written
from cases.queries.sharing import sharing_page

LANGUAGES = {"ar": "rtl", "tr": "ltr", "en": "ltr"}  # in which it can be given beside the Danish


@dataclass(frozen=True)
class Told:
    """The page in one language: what is shared and what a family can do. The ground itself stays in its own words."""

    language: str
    direction: str
    title: str
    facts: tuple
    shared: tuple  # Fact(what, from and to, since)
    rights: tuple


@dataclass(frozen=True)
class SharingInformation:
    sheet: Sheet
    danish: Told
    text: tuple  # paragraphs of the ground, as they stood when it was recorded
    arabic: tuple
    turkish: tuple
    english: tuple
    child_ids: tuple

    @property
    def others(self):
        return (*self.arabic, *self.turkish, *self.english)


def sharing_information(pathway_child, person):
    """As this person may tell it: no content of anything, no note on the family, nobody's address. Source: L09, L10, L15."""
    page = sharing_page(pathway_child, person)
    danish = _told(page, pathway_child, "da", "ltr")
    arabic, turkish, english = (_told(page, pathway_child, *each) for each in LANGUAGES.items())
    return SharingInformation(
        sheet=_sheet(danish.title, pathway_child, person),
        danish=danish,
        text=tuple(line for line in (page.basis.text_shown.splitlines() if page.basis else ()) if line.strip()),
        arabic=(arabic,),
        turkish=(turkish,),
        english=(english,),
        child_ids=(pathway_child.child_id,),
    )


def _told(page, pathway_child, language, direction):
    with translation.override(language):
        return Told(
            language=language,
            direction=direction,
            title=_("Who reads what about %(name)s") % {"name": pathway_child.child.given_name},
            facts=tuple(_facts(page.basis)),
            shared=tuple(_shared(page.live)),
            rights=(
                _("You can stop the sharing whenever you like. Tell one of those who stand in the plan, or do it on your own page."),
                _("When you stop it, the other side can no longer read. What has been written stays with those who wrote it, for the law asks for that."),
                _("You can ask the municipality who has looked at what is written about your child, and have mistakes put right."),
            ),
        )  # fmt: skip


def _shared(live):
    """What is alike in kind, side and readers stands on one line, from the first day on: a family reads it once."""
    found = {}
    for each in live:
        side = _("School") if each.from_side == "school" else _("Social services")
        words = _("%(side)s to %(readers)s") % {"side": side, "readers": ", ".join(map(str, each.to_words))}
        found.setdefault((str(each.what), words), []).append(timezone.localdate(each.exchange.started_at))
    for (what, words), days in found.items():
        if len(days) > 1:
            what = _("%(what)s (%(count)s in all)") % {"what": what, "count": len(days)}
        yield Fact(what, words, written(min(days)))


def _facts(basis):
    if basis is None:
        yield Fact(_("Ground"), _("None. School and social services share nothing about the child."))
        return
    yield Fact(_("Ground"), str(basis.legal_basis.title), basis.legal_basis.reference)
    yield Fact(_("Since"), written(basis.decided_on))


def _sheet(title, row, person):
    fictional = Municipality.objects.filter(pk=row.municipality_id, is_fictional=True).exists()
    foot = " · ".join([title, _("printed %(day)s") % {"day": written(timezone.localdate())}])
    return Sheet(title, row.pathway.title, foot, person.municipality_name, fictional)
