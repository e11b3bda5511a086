"""The kinds of documents. Whose walls they stand behind is asked where they are built, by `visible_to` of what they show."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.documents_agreement import agreement_document
from cases.documents_annex import annex
from cases.documents_plan import joint_plan
from cases.documents_sharing import sharing_information
from cases.models import CooperationAgreement, Pathway, PathwayChild
from cases.permissions import can_view_sharing
from cases.queries.plans import plan_to_show, plans_of
from cases.reach import reaches_pathway
from core.pdf import preview, render, words
from followup.documents import minutes_pdf
from followup.models import Meeting
from followup.permissions import can_read_minutes
from insight.closing_document import closing_document
from insight.queries.closing import closing_page

EMPTY = {str: "", tuple: ()}  # what stands where a part was left out; a picture is None
AROUND = ("programme_version", "unit", "partner_unit", "lead", "co_lead", "school_class", "municipality")


@dataclass(frozen=True)
class Part:
    """What can be left out of a document. A restricted part is left out unless it is ticked, and offered only to `roles`.

    named: (field, attribute) of lines that say a child's name there; in the paper of a class they go with the part.
    """

    key: str
    title: object
    fields: tuple
    roles: tuple = ()
    is_extra: bool = False  # left out until somebody ticks it
    named: tuple = ()

    def is_open_to(self, person, pathway):
        """The role must reach this pathway: what somebody is elsewhere opens nothing here."""
        return not self.roles or reaches_pathway(person, pathway, *self.roles)

    def left_out_of(self, doc, is_of_many):
        gone = {name: EMPTY.get(type(getattr(doc, name))) for name in self.fields}
        for name, child in self.named if is_of_many else ():
            gone[name] = tuple(line for line in getattr(doc, name) if not getattr(line, child))
        return replace(doc, **gone)


@dataclass(frozen=True)
class Found:
    """A document ready to be drawn. children: ids of those it shows, for the log of looks."""

    doc: object
    pathway: Pathway
    back: str
    pathway_child: PathwayChild | None = None
    version: str = ""
    children: tuple = ()


@dataclass(frozen=True)
class Kind:
    """template: the one that both the PDF and the page to look at are made of. families: may be given to a parent."""

    key: str
    title: object
    template: str
    find: Callable
    parts: tuple = ()
    families: bool = False

    def open_parts(self, found, person):
        return [part for part in self.parts if part.is_open_to(person, found.pathway)]

    def default_parts(self):
        """Ticked beforehand: all but the restricted ones and the extra ones."""
        return [part.key for part in self.parts if not (part.roles or part.is_extra)]

    def names_children_to_many(self, found, keys):
        """Whether it would put children by name before all who are around the class: what is given of no child is theirs."""
        return found.pathway_child is None and any(part.roles and part.key in keys for part in self.parts)

    def chosen(self, found, keys, person):
        """The document without the parts that were not chosen, and without those the person has no right to."""
        keep = {part.key for part in self.open_parts(found, person)} & set(keys)
        doc = found.doc
        for part in self.parts:
            if part.key not in keep:
                doc = part.left_out_of(doc, found.pathway_child is None)
        return doc

    def pdf(self, found, keys, person):
        return render(self.template, {"doc": self.chosen(found, keys, person)})

    def text(self, found, keys, person):
        return words(self.template, {"doc": self.chosen(found, keys, person)})

    def page(self, found, keys, person):
        return preview(self.template, {"doc": self.chosen(found, keys, person)})


def _pathway(uuid, person):
    return get_object_or_404(Pathway.objects.visible_to(person).select_related(*AROUND), uuid=uuid)


def _row(uuid, person):
    rows = PathwayChild.objects.seen_with_child(person)
    return get_object_or_404(rows.select_related("child", *(f"pathway__{name}" for name in AROUND)), uuid=uuid)


def _or_404(found):
    if found is None:
        raise Http404
    return found


def _plan(uuid, person):
    pathway = _pathway(uuid, person)
    doc = _or_404(joint_plan(pathway, person))
    number = plan_to_show(list(plans_of(pathway, person))).number
    return Found(doc, pathway, reverse("plan_detail", args=[uuid]), version=str(number))


def _annex(uuid, person):
    row = _row(uuid, person)
    doc = _or_404(annex(row, person))
    return Found(doc, row.pathway, reverse("annex_detail", args=[uuid]), row, children=(row.child_id,))


def _minutes(uuid, person):
    meetings = Meeting.objects.visible_to(person).held()
    meeting = get_object_or_404(
        meetings.select_related("recorded_by", "lead", "municipality", "pathway_child__child"), uuid=uuid
    )
    pathway = _or_404(Pathway.objects.visible_to(person).filter(pk=meeting.pathway_id).select_related(*AROUND).first())
    doc = minutes_pdf(meeting, pathway, person)
    about = meeting.pathway_child if meeting.pathway_child_id else None
    back = reverse("meeting_detail", args=[uuid])
    return Found(doc, pathway, back, about, version=str(meeting.held_on), children=doc.child_ids)


def _agreement(uuid, person):
    pathway = _pathway(uuid, person)
    agreement = _or_404(signed_agreement(pathway, person))
    back = reverse("agreement_detail", args=[agreement.uuid])
    return Found(agreement_document(agreement, person), pathway, back, version=str(agreement.number))


def signed_agreement(pathway, person):
    """The newest signed one of the two units, or None."""
    agreements = CooperationAgreement.objects.visible_to(person).filter(
        school__in=(pathway.unit_id, pathway.partner_unit_id), provider__in=(pathway.unit_id, pathway.partner_unit_id)
    )
    return agreements.filter(state=CooperationAgreement.State.SIGNED).order_by("-number").first()


def _closing(uuid, person):
    pathway = _pathway(uuid, person)
    if not can_read_minutes(person, pathway):
        raise Http404
    page = closing_page(person, pathway, timezone.localdate())
    back = reverse("pathway_closing", args=[uuid])
    return Found(closing_document(page, person), pathway, back, children=tuple(page.child_ids))


def _sharing(uuid, person):
    row = _row(uuid, person)
    if not can_view_sharing(person, row):
        raise Http404
    back = reverse("sharing_detail", args=[uuid])
    return Found(sharing_information(row, person), row.pathway, back, row, children=(row.child_id,))


NAMED_IN_MINUTES = (("goals", "last"), ("decisions", "last"), ("successes", "head"))
LEADERS = ("resource_advisor", "group_leader", "principal", "provider_manager", "learning_advisor")
KINDS = {
    kind.key: kind
    for kind in (
        Kind(
            "plan", _("Joint plan"), "pdf/joint_plan.html", _plan,
            (
                Part("line", _("The pathway on one line"), ("timeline",)),
                Part("people", _("Who takes part"), ("people",)),
                Part("follow_ups", _("How we follow up"), ("follow_ups", "date_note")),
                Part("told", _("Told to"), ("told",)),
                Part("aligned", _("Agrees with other plans"), ("aligned",)),
            ),
        ),
        Kind(
            "annex", _("The child's annex"), "pdf/annex.html", _annex,
            (
                Part("goals", _("Goals"), ("goals",)),
                Part("arenas", _("Measures"), ("arenas",)),
                Part("told", _("Told to"), ("told",)),
                Part("said", _("In the child's own words"), ("said", "cite", "dreams", "pictures"), LEADERS),
            ),
            families=True,
        ),
        Kind(
            "minutes", _("Minutes"), "pdf/minutes.html", _minutes,
            (
                Part("agenda", _("Agenda"), ("agenda",)),
                Part("goals", _("The goals"), ("goals",)),
                Part("seen", _("What we saw"), ("seen",)),
                Part("cooperation", _("Does our cooperation work?"), ("cooperation",)),
                Part("children", _("The children by name"), ("children",), LEADERS, named=NAMED_IN_MINUTES),
            ),
            families=True,
        ),
        Kind("agreement", _("Cooperation agreement"), "pdf/agreement.html", _agreement, (Part("changes", _("What is new"), ("changes",)),)),
        Kind(
            "closing", _("The closing"), "pdf/closing.html", _closing,
            (
                Part("dimensions", _("The class, first and last"), ("dimensions", "figures")),
                Part("goals", _("The goals"), ("goals",)),
                Part("measures", _("Measures"), ("measures",)),
                Part("children", _("The children by name"), ("children",), LEADERS, named=(("goals", "child"), ("measures", "child"))),
                Part("voices", _("What the children and their parents said"), ("voices", "child_figures"), LEADERS),
            ),
        ),
        Kind("sharing", _("Information about sharing"), "pdf/sharing.html", _sharing, (
            Part("text", _("The ground, word for word"), ("text",)),
            Part("ar", _("A page in Arabic"), ("arabic",), is_extra=True),
            Part("tr", _("A page in Turkish"), ("turkish",), is_extra=True),
            Part("en", _("A page in English"), ("english",), is_extra=True),
        ), families=True),
    )
}  # fmt: skip
TITLES = {key: kind.title for key, kind in KINDS.items()} | {
    "plan_parents": _("The plan for the parents"),
    "plan_child": _("The plan for the child"),
    "plan_class": _("The plan for the class"),
    "plan_class_parents": _("The plan for all parents of the class"),
    "mapping": _("Three views, side by side"),
    "invitation": _("Invitation"),
    "register": _("Register"),
    "questionnaire": _("Questions on paper"),
}
"""What every kind of issued document is called, those included that are made on pages of their own."""
