"""Panels of those who work with single children: PPR and the authority."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from cases.models import Child, InformationExchange, Pathway, PathwayChild
from cases.queries.sharing import NOUN_WORDS
from cases.querysets import children_q
from insight.links import link
from insight.panels import Act, Item, Panel
from mapping.models import Perspective

SHOWN = 40


def voices_panel(person):
    """Children whose professional perspective the reader has not given yet, while their mapping is open."""
    mine = Perspective.objects.filter(pathway_child=OuterRef("pk"), informant="professional", author_id=person.staff_id)
    rows = list(
        PathwayChild.objects.seen_with_child(person)
        .filter(
            pathway__in=Pathway.objects.in_reach_of(person, ("ppr_advisor",)),
            pathway__mappings__state="open",
            ends_on=None,
        )
        .exclude(Exists(mine))
        .select_related("child", "pathway")
        .order_by("child__name_key", "pk")
        .distinct()[:SHOWN]
    )
    items = [
        Item(
            title=row.child.short_name,
            url=link("child_detail", row.child.uuid),
            text=row.pathway.title,
            acts=(Act(_("Write your perspective"), link("perspective_edit", row.uuid, "professional")),),
            glyph="child",
        )
        for row in rows
    ]
    return Panel("voices", _("Your perspective is missing"), items), [row.child_id for row in rows]


def shared_panel(person):
    """What the school and the provider share with the caseworker about her children: (panel, ids of the children)."""
    children = list(Child.objects.visible_to(person).filter(children_q(person, ("caseworker",))).by_name()[:SHOWN])
    live = (
        InformationExchange.objects.visible_to(person)
        .live()
        .filter(child__in=[child.pk for child in children], to_sector="authority")
    )
    shared = {}
    for child_id, noun in live.values_list("child_id", "noun").distinct():
        shared.setdefault(child_id, set()).add(noun)
    items = [
        Item(
            title=child.short_name,
            url=link("child_detail", child.uuid),
            text=" · ".join(sorted(str(NOUN_WORDS.get(noun, noun)) for noun in shared[child.pk]))
            if child.pk in shared
            else _("Nothing has been shared with you yet. It waits for a ground recorded with the family."),
            kind="running" if child.pk in shared else "",
            words=_("Shared with you") if child.pk in shared else "",
            glyph="" if child.pk in shared else "lock",
        )
        for child in children
    ]
    return Panel("shared", _("Your children"), items), [child.pk for child in children]
