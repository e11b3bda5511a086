"""A version for an audience given to somebody on a day, kept as it was given, and taken back with a reason (A51)."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cases.actions.audiences import locked, refuse_named
from cases.actions.documents import give_again, issue, withdraw_document
from cases.actions.plans import present_plan
from cases.documents_audiences import version_pdf, version_text
from cases.models import AudienceVersion, ChildAnnex, IssuedDocument, Presentation
from cases.queries.audiences_together import other_side, own_sections, put_together, seen_as

State = AudienceVersion.State
TAKEN_BACK_AT_ONCE = gettext_noop("Given by mistake.")
KINDS = {
    "child_parents": "plan_parents"
}  # how the house calls an issued document; the others are "plan_" and their key


@dataclass(frozen=True)
class Given:
    """That it was told, the documents kept (one for each parent, or one for the others), and those of them that are new."""

    told: Presentation
    documents: list
    made: list


@transaction.atomic
def give_version(*, version, by, given_on, parents=(), with_words="", looked_at=False, alone="", seen=""):
    """Give a version on a day: a document is kept for each parent (or one for the child, the class or all parents).

    A version may be given again to more parents. looked_at: the giver has looked at what warns.
    alone: why parents get it without the other side's part, when that could stand there and does not.
    seen: `seen_as` of what the giver has looked at; given otherwise, code "stale".
    ValidationError by field: nobody chosen, a day to come, a warning nobody looked at, something that is refused or to be mended.
    """
    version = locked(version, by)
    if version.withdrawn_at:
        raise ValidationError(_("It has been taken back."), code="given")
    if any(section.get("mend") for section in version.sections):
        raise ValidationError(_("Some parts are marked to be mended. Mend them, or take the mark away."), code="mend")
    other = other_side(version, by)
    if version.state == State.DRAFT and seen and seen != seen_as(version, other):
        raise ValidationError(
            _("Somebody has written in it since you looked. See it as it is now, and give it then."), code="stale"
        )
    is_alone = version.state == State.DRAFT and other is not None and other.is_missing
    if version.state == State.DRAFT:
        version.sections = put_together(version, other)
    warnings = refuse_named(version, by)
    if warnings and not looked_at:
        raise ValidationError({"looked_at": _("Look at what is marked, and tick that you have.")})
    if given_on > timezone.localdate():
        raise ValidationError({"given_on": _("This day is still to come.")})
    if version.audience == "child_parents" and not parents:
        raise ValidationError({"parents": _("Choose whom you give it to.")})
    if is_alone and not alone.strip():
        raise ValidationError({"alone": _("Write why it is given without the other side's part.")})
    if not any(section["text"].strip() for section in version.sections):
        raise ValidationError(_("There is nothing in it yet. Write it first."), code="empty")
    if version.state == State.DRAFT:
        version.state, version.given_on, version.given_by_id = State.GIVEN, given_on, by.staff_id
    version.looked_at = [hit.words for hit in warnings]
    version.save()
    told = present_plan(
        plan=version.plan, audience=version.audience, presented_on=given_on, annex=_annex(version, by), with_words=with_words, by=by
    )  # fmt: skip
    told.version = version
    told.save()
    documents = _issue(version, parents, given_on, alone, by)
    made = [each for each in documents if each.audience_version_id != version.pk]
    for document in made:
        document.audience_version = version
        document.save(update_fields=["audience_version"])
    return Given(told, documents, made)


def _annex(version, by):
    if not version.pathway_child_id:
        return None
    rows = ChildAnnex.objects.visible_to(by).filter(pathway_child=version.pathway_child, sector=version.sector)
    annex = rows.first()
    if annex is None:
        raise ValidationError(_("Write your part of the child's annex first: the version is kept with it."))
    return annex


def _issue(version, parents, given_on, alone, by):
    audience = next(each for each in version.pathway.content.audiences if each.key == version.audience)
    pdf = version_pdf(version)
    shared = {
        "pathway": version.pathway, "pathway_child": version.pathway_child, "title": version.title, "pdf": pdf, "by": by,
        "kind": KINDS.get(version.audience, f"plan_{version.audience}")[:20], "version": f"plan {version.plan.number}",
        "language": version.language,
        "facts": {"audience": version.audience, "plan": version.plan.number, "given_on": given_on.isoformat(), "text": version_text(version)}
        | ({"alone": alone.strip()[:300]} if alone.strip() else {}),
    }  # fmt: skip
    if parents:
        return [issue(parent=parent, recipient=parent.name, **shared) for parent in parents]
    return [issue(recipient=str(audience.title), **shared)]


# ---- taken back ----


@transaction.atomic
def take_back_version(*, version, reason, by):
    """Take a version back: nobody is shown it any more, its documents too. It stays with the reason. Twice changes nothing."""
    version = locked(version, by)
    if not reason.strip():
        raise ValidationError({"reason": _("Write why.")})
    if version.withdrawn_at is None:
        version.withdrawn_at, version.withdrawn_by_id = timezone.now(), by.staff_id
        version.withdrawn_reason = reason.strip()[:300]
        version.save()
        for document in _documents(version, by).filter(withdrawn_at=None):
            withdraw_document(document=document, by=by)
    return version


@transaction.atomic
def put_back_version(*, version, by):
    """Undo of `take_back_version`: given again to those who had it, if they may still have it."""
    version = locked(version, by)
    if version.withdrawn_at is not None:
        taken = version.withdrawn_at
        version.withdrawn_at, version.withdrawn_by, version.withdrawn_reason = None, None, ""
        version.save()
        for document in _documents(version, by).filter(withdrawn_at__gte=taken):
            give_again(document=document, by=by)
    return version


@transaction.atomic
def undo_giving(*, version, told, documents, by):
    """Straight after giving: it was not told. The documents are taken back, and a version given to nobody is a draft again."""
    version = locked(version, by)
    Presentation.objects.visible_to(by).filter(pk=told, version=version).delete()
    for document in _documents(version, by).filter(pk__in=documents, withdrawn_at=None):
        withdraw_document(document=document, by=by)
    if not _documents(version, by).filter(withdrawn_at=None).exists() and version.withdrawn_at is None:
        version.withdrawn_at, version.withdrawn_by_id = timezone.now(), by.staff_id
        version.withdrawn_reason = TAKEN_BACK_AT_ONCE
        version.save()
        return _written_anew(version, by)
    return version


def _written_anew(version, by):
    """The same words as a draft again, so that nothing has to be typed twice; unless a newer draft stands there."""
    rows = AudienceVersion.objects.visible_to(by).drafts().filter(
        plan=version.plan, audience=version.audience, pathway_child=version.pathway_child, sector=version.sector, language=version.language
    )  # fmt: skip
    if rows.exists():
        return version
    return AudienceVersion.objects.create(
        municipality_id=by.municipality_id, pathway=version.pathway, plan=version.plan, audience=version.audience,
        pathway_child=version.pathway_child, child_id=version.child_id, sector=version.sector, language=version.language,
        title=version.title, other_title=version.other_title, sections=own_sections(version.sections), made_by_id=by.staff_id,
    )  # fmt: skip


def _documents(version, by):
    return IssuedDocument.objects.visible_to(by).filter(audience_version=version)
