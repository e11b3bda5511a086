"""A plan told to its audiences: each version begun, written, given to somebody on a day, and taken back with a reason.

Source: A51, E05. What stands in it is checked when it is saved and again when it is given; what was given is kept as given.
"""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cases.actions.documents import give_again, issue, withdraw_document
from cases.actions.plan_parts import STALE
from cases.actions.plans import NOT_SHARED_YET, present_plan
from cases.audience_parts import LANGUAGES, beginning, title_of
from cases.audiences import cleaned, found_in
from cases.documents_audiences import version_pdf, version_text
from cases.models import AudienceVersion, ChildAnnex, IssuedDocument, PathwayPlan, Presentation
from cases.permissions import audience_sector, can_write_audience

State = AudienceVersion.State
LONGEST = 3000
TAKEN_BACK_AT_ONCE = gettext_noop("Given by mistake.")
KINDS = {
    "child_parents": "plan_parents"
}  # how the house calls an issued document; the others are "plan_" and their key


@transaction.atomic
def begin_version(*, plan, audience, by, pathway_child=None, language="da"):
    """A draft for one audience, with safe words from the plan in it; the draft that is there already is given back.

    Gives (version, lines left out because they name somebody). pathway_child: for an audience that a child's name may reach.
    In another language than Danish it begins with the Danish words of the newest version, and room for the other beside them.
    """
    plan = PathwayPlan.objects.visible_to(by).select_related("pathway__programme_version").get(pk=plan.pk)
    known = {each.key: each for each in plan.pathway.content.audiences}
    if audience not in known:
        raise ValidationError({"audience": _("Choose to whom the plan was told.")})
    row = pathway_child if known[audience].names_children else None
    if known[audience].names_children and row is None:
        raise ValidationError({"annex": _("Choose the child.")})
    sector = audience_sector(by, plan.pathway, audience, row)
    if not sector:
        raise PermissionDenied
    if plan.state == PathwayPlan.State.DRAFT:
        raise ValidationError(NOT_SHARED_YET, code="move")
    if language not in LANGUAGES or language != "da" and not known[audience].names_children:
        raise ValidationError({"language": _("Choose a language.")})
    same = AudienceVersion.objects.visible_to(by).filter(plan=plan, audience=audience, pathway_child=row, sector=sector)
    if draft := same.drafts().filter(language=language).first():
        return draft, []
    sections, left_out = _begun(same, plan, audience, by, row, sector, language, known[audience].names_children)
    titles = {
        "title": title_of(audience, "da", known[audience].names_children),
        "other_title": title_of(audience, language, known[audience].names_children) if language != "da" else "",
    }
    try:
        with transaction.atomic():
            version = AudienceVersion.objects.create(
                municipality_id=by.municipality_id, pathway=plan.pathway, plan=plan, audience=audience, pathway_child=row,
                child_id=row.child_id if row else None, sector=sector, language=language, sections=sections, made_by_id=by.staff_id, **titles,
            )  # fmt: skip
    except IntegrityError:  # somebody began it in the same moment
        return same.drafts().get(language=language), []
    return version, left_out


def _begun(same, plan, audience, by, row, sector, language, names_children):
    danish = same.kept().exclude(language=language).order_by("-pk").first() if language != "da" else None
    if danish:
        return [{**section, "other": ""} for section in danish.sections], []
    return beginning(plan, audience, by, row, sector, names_children)


@transaction.atomic
def write_version(*, version, title, sections, row_version, by, other_title=""):
    """Save a draft. sections: key -> (text, the same in the other language). Gives what warns, as `found_in` does.

    ValidationError by field for what is refused, code "stale" when somebody saved since, "given" for what has been given.
    """
    version = _locked(version, by)
    if version.state != State.DRAFT or version.withdrawn_at:
        raise ValidationError(_("It has been given. Write a new one to change it."), code="given")
    if version.row_version != row_version:
        raise ValidationError(STALE, code="stale")
    version.title, version.other_title = title.strip(), other_title.strip()
    version.sections = [
        {"key": key, "text": text.strip()[:LONGEST], "other": other.strip()[:LONGEST]}
        for key, (text, other) in sections.items()
    ]
    refuse_named(version, by)
    version.row_version += 1
    version.made_by_id = by.staff_id
    version.save()
    return checked(version, by)[1]


def checked(version, by):
    """(refusals, warnings) of the whole version as it stands now."""
    row = version.pathway_child if version.pathway_child_id else None
    hints = row is None or version.audience == "child"
    danish = "\n".join([version.title, *(section["text"] for section in version.sections)])
    refusals, warnings = found_in(danish, version.pathway, by, about=row, hints=hints)
    other = "\n".join([version.other_title, *(section.get("other", "") for section in version.sections)]).strip()
    if other:
        more = found_in(other, version.pathway, by, about=row, hints=False)
        refusals, warnings = refusals + more[0], warnings + more[1]
    return refusals, warnings


def refuse_named(version, by):
    """Raise ValidationError by field ("title", "text_<key>", "other_<key>") for what may not stand there."""
    refusals, _warnings = checked(version, by)
    if not refusals:
        return
    texts = {"title": version.title, "other_title": version.other_title}
    for section in version.sections:
        texts |= {f"text_{section['key']}": section["text"], f"other_{section['key']}": section.get("other", "")}
    errors = {}
    for hit in refusals:
        field = next((name for name, text in texts.items() if _stands_in(hit.words, text)), "title")
        errors.setdefault(field, []).append(ValidationError(str(hit), "names"))
    raise ValidationError(errors)


def _stands_in(words, text):
    return words.casefold() in cleaned(text).replace("\n", " ").casefold()


# ---- given ----


@dataclass(frozen=True)
class Given:
    """That it was told, the documents kept (one for each parent, or one for the others), and those of them that are new."""

    told: Presentation
    documents: list
    made: list


@transaction.atomic
def give_version(*, version, by, given_on, parents=(), with_words="", looked_at=False):
    """Give a version on a day: a document is kept for each parent (or one for the child, the class or all parents).

    A version may be given again to more parents. looked_at: the giver has looked at what warns.
    ValidationError by field: nobody chosen, a day to come, a warning nobody looked at, something that is refused.
    """
    version = _locked(version, by)
    if version.withdrawn_at:
        raise ValidationError(_("It has been taken back."), code="given")
    refuse_named(version, by)
    refusals, warnings = checked(version, by)
    if warnings and not looked_at:
        raise ValidationError({"looked_at": _("Look at what is marked, and tick that you have.")})
    if given_on > timezone.localdate():
        raise ValidationError({"given_on": _("This day is still to come.")})
    if version.audience == "child_parents" and not parents:
        raise ValidationError({"parents": _("Choose whom you give it to.")})
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
    documents = _issue(version, parents, given_on, by)
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


def _issue(version, parents, given_on, by):
    audience = next(each for each in version.pathway.content.audiences if each.key == version.audience)
    pdf = version_pdf(version)
    shared = {
        "pathway": version.pathway, "pathway_child": version.pathway_child, "title": version.title, "pdf": pdf, "by": by,
        "kind": KINDS.get(version.audience, f"plan_{version.audience}")[:20], "version": f"plan {version.plan.number}",
        "language": version.language,
        "facts": {"audience": version.audience, "plan": version.plan.number, "given_on": given_on.isoformat(), "text": version_text(version)},
    }  # fmt: skip
    if parents:
        return [issue(parent=parent, recipient=parent.name, **shared) for parent in parents]
    return [issue(recipient=str(audience.title), **shared)]


# ---- taken back ----


@transaction.atomic
def take_back_version(*, version, reason, by):
    """Take a version back: nobody is shown it any more, its documents too. It stays with the reason. Twice changes nothing."""
    version = _locked(version, by)
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
    version = _locked(version, by)
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
    version = _locked(version, by)
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
        title=version.title, other_title=version.other_title, sections=version.sections, made_by_id=by.staff_id,
    )  # fmt: skip


def _documents(version, by):
    return IssuedDocument.objects.visible_to(by).filter(audience_version=version)


def _locked(version, by):
    rows = AudienceVersion.objects.visible_to(by).select_for_update(of=("self",))
    version = rows.select_related("plan__pathway__programme_version", "pathway_child__child").get(pk=version.pk)
    version.pathway = version.plan.pathway
    if version.pathway_child_id:
        version.pathway_child.pathway = version.pathway
    if not can_write_audience(by, version):
        raise PermissionDenied
    return version
