"""A plan told to its audiences: each version begun from the last words or from the plan, and written.

Source: A51, E05. What stands in it is checked when it is saved and again when it is given; what was given is kept as given.
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cases.actions.plan_parts import STALE
from cases.actions.plans import NOT_SHARED_YET
from cases.audience_changes import changed_since, is_touched
from cases.audience_parts import LANGUAGES, beginning, title_of
from cases.audiences import cleaned, found_in
from cases.models import AudienceVersion, PathwayPlan
from cases.permissions import audience_sector, can_write_audience
from cases.queries.audiences_together import own_sections

State = AudienceVersion.State
LONGEST = 3000


@transaction.atomic
def begin_version(*, plan, audience, by, pathway_child=None, language="da"):
    """A draft for one audience, with safe words from the plan in it; the draft that is there already is given back.

    Gives (version, lines left out because they name somebody). pathway_child: for an audience that a child's name may reach.
    It begins with the words this audience was last given, else with the plan's; what the plan tells otherwise by now is marked.
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
    sections, left_out = _begun(same, plan, audience, by, row, sector, language)
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


def _begun(same, plan, audience, by, row, sector, language):
    """(sections, lines left out): of the Danish version of this plan, else of the last one given, else of the plan."""
    danish = same.kept().exclude(language=language).order_by("-pk").first() if language != "da" else None
    if danish:
        return [{**section, "other": ""} for section in own_sections(danish.sections)], []
    last = last_given(plan, audience, row, sector, by, language)
    if last is None:
        return beginning(plan, audience, by, row, sector, row is not None)
    changed = changed_since(last, plan, by)
    sections = [
        {**section, "other": section.get("other", "") if last.language == language else ""}
        for section in own_sections(last.sections)
    ]
    return [section | _mark(is_touched(section["key"], changed)) for section in sections], []


def _mark(is_marked):
    return {"mend": True} if is_marked else {}


def last_given(plan, audience, row, sector, by, language="da"):
    """What this audience was last given by this side, of this plan or an older one; in the same language if there is one."""
    given = AudienceVersion.objects.visible_to(by).given().filter(
        pathway=plan.pathway, audience=audience, pathway_child=row, sector=sector, plan__number__lte=plan.number
    )  # fmt: skip
    rows = list(given.select_related("plan").order_by("-plan__number", "-given_on", "-pk"))
    return next((each for each in rows if each.language == language), rows[0] if rows else None)


@transaction.atomic
def begin_anew(*, version, by):
    """The draft's words are those of the plan again. Gives (version, lines left out, what stood there)."""
    version = locked(version, by)
    _demand_draft(version)
    before = {"title": version.title, "other_title": version.other_title, "sections": version.sections}
    row = version.pathway_child if version.pathway_child_id else None
    version.sections, left_out = beginning(version.plan, version.audience, by, row, version.sector, row is not None)
    version.row_version += 1
    version.save()
    return version, left_out, before


@transaction.atomic
def put_words_back(*, version, before, row_version, by):
    """Undo of `begin_anew`, unless somebody has written since."""
    version = locked(version, by)
    _demand_draft(version)
    if version.row_version != row_version:
        raise ValidationError(_("Somebody has written in it since. It stands as it is."), code="stale")
    version.title, version.other_title, version.sections = before["title"], before["other_title"], before["sections"]
    version.row_version += 1
    version.save()
    return version


def _demand_draft(version):
    if version.state != State.DRAFT or version.withdrawn_at:
        raise ValidationError(_("It has been given. Write a new one to change it."), code="given")


@transaction.atomic
def write_version(*, version, title, sections, row_version, by, other_title="", mend=()):
    """Save a draft. sections: key -> (text, the same in the other language). Gives what warns, as `found_in` does.

    mend: keys of the parts that still are to be mended; it is not given before they are.

    ValidationError by field for what is refused, code "stale" when somebody saved since, "given" for what has been given.
    """
    version = locked(version, by)
    _demand_draft(version)
    if version.row_version != row_version:
        raise ValidationError(STALE, code="stale")
    version.title, version.other_title = title.strip(), other_title.strip()
    version.sections = [
        {"key": key, "text": text.strip()[:LONGEST], "other": other.strip()[:LONGEST]} | _mark(key in mend)
        for key, (text, other) in sections.items()
    ]
    warnings = refuse_named(version, by)
    version.row_version += 1
    version.made_by_id = by.staff_id
    version.save()
    return warnings


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
    """What warns; ValidationError by field ("title", "text_<key>", "other_<key>") for what may not stand there."""
    refusals, warnings = checked(version, by)
    if not refusals:
        return warnings
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


def locked(version, by):
    rows = AudienceVersion.objects.visible_to(by).select_for_update(of=("self",))
    version = rows.select_related("plan__pathway__programme_version", "pathway_child__child").get(pk=version.pk)
    version.pathway = version.plan.pathway
    if version.pathway_child_id:
        version.pathway_child.pathway = version.pathway
    if not can_write_audience(by, version):
        raise PermissionDenied
    return version
