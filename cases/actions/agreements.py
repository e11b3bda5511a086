"""The cooperation agreement of two units: written together, sent out, signed by four, looked at again (A19, A22, F14)."""

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import StaffMember
from cases.models import AgreementSignature, CooperationAgreement, Pathway
from cases.names import cpr_like_in
from cases.permissions import can_start_agreement
from cases.queries.agreements import review_after, signers_for, units_of
from cases.walls import AGREEMENT_SIGNERS

State = CooperationAgreement.State
STALE = gettext_lazy("Somebody saved while you were writing. What stands now is beside your own text.")
OTHER_WORDS = gettext_lazy("The words have changed since you opened the page. Read them once more, then sign.")
COPIED = ("steps", *CooperationAgreement.TEXTS, *AGREEMENT_SIGNERS.values())


@transaction.atomic
def start_agreement(*, pathway, by):
    """Begin the agreement of the pathway's two units with the words that its version suggests, or give the one being made.

    Once there is one that was signed or given up, the next is begun from it (`new_version`).
    """
    if not can_start_agreement(by, pathway):
        raise PermissionDenied
    Pathway.objects.select_for_update().get(pk=pathway.pk)  # people click twice
    school, provider = units_of(pathway)
    known = CooperationAgreement.objects.visible_to(by).between(school, provider)
    if former := known.being_made().first() or known.order_by("-number").first():
        return former
    suggested = pathway.content.agreement
    texts = {part.key: str(part.suggestion).strip() for part in suggested.parts if part.suggestion}
    found = signers_for(school, provider, timezone.localdate())
    return CooperationAgreement.objects.create(
        municipality_id=by.municipality_id,
        school_id=school,
        provider_id=provider,
        programme_version=pathway.programme_version,
        number=1,
        steps=[{"who": str(step.who), "what": str(step.what), "when": str(step.when)} for step in suggested.steps],
        review_on=review_after(pathway.content, timezone.localdate()),
        changed_by_id=by.staff_id,
        **texts,
        **{column: people[0] for column, people in found.items() if len(people) == 1},
    )


@transaction.atomic
def new_version(*, agreement, by):
    """The next version, as a copy. One in force stays so until the next is signed; one that only some had signed is given up.

    One is made at a time: that one is given back.
    """
    agreement = _locked(agreement, by)
    same = CooperationAgreement.objects.visible_to(by).between(agreement.school_id, agreement.provider_id)
    made = same.being_made().first()
    if made and (made.pk != agreement.pk or made.state == State.DRAFT or not signed_by_any(made)):
        return made
    if made:
        _move(made, State.SUPERSEDED, by)
    copy = CooperationAgreement(
        municipality_id=by.municipality_id,
        school_id=agreement.school_id,
        provider_id=agreement.provider_id,
        programme_version_id=agreement.programme_version_id,
        number=same.order_by("-number").values_list("number", flat=True)[0] + 1,
        review_on=review_after(agreement.programme_version.programme_content, timezone.localdate()),
        changed_by_id=by.staff_id,
        **{name: getattr(agreement, name) for name in COPIED},
    )
    copy.save()
    _tell(copy, by)
    return copy


@transaction.atomic
def write_agreement(*, agreement, row_version, steps, review_on, signers, by, **texts):
    """Save a version that is being written. signers: column -> staff member or None. texts: roles, channels, meetings.

    row_version: the one the writer began from; ValidationError with code "stale" when somebody saved since.
    """
    agreement = _locked(agreement, by)
    if agreement.state != State.DRAFT:
        raise ValidationError(_("This version is no longer being written. Make a new version to change it."))
    if agreement.row_version != row_version:
        raise ValidationError(STALE, code="stale")
    _refuse_numbers(steps, texts)
    _refuse_twice(signers)
    agreement.steps, agreement.review_on = steps, review_on
    for name, value in {**texts, **signers}.items():
        setattr(agreement, name, value)
    return _saved(agreement, by)


@transaction.atomic
def send_out(*, agreement, by):
    """draft → out for signature: from here the words stand still. Twice changes nothing."""
    agreement = _locked(agreement, by)
    if agreement.state == State.OUT:
        return agreement
    if agreement.state != State.DRAFT:
        raise ValidationError(_("This version is no longer being written. Make a new version to change it."))
    _refuse_unfinished(agreement)
    agreement.sent_at = timezone.now()
    return _move(agreement, State.OUT, by)


@transaction.atomic
def take_back(*, agreement, by):
    """out → draft, while nobody has signed. A draft already: nothing happens."""
    agreement = _locked(agreement, by)
    if agreement.state == State.DRAFT:
        return agreement
    if agreement.state != State.OUT or signed_by_any(agreement):
        raise ValidationError(_("Somebody has signed. Make a new version to change it."))
    agreement.sent_at = None
    return _move(agreement, State.DRAFT, by)


@transaction.atomic
def sign(*, agreement, content_hash, by):
    """Sign as oneself, the words that one has read; with the fourth it is in force and replaces the one before. Twice: once.

    PermissionDenied for everybody who is not named as one of the four.
    """
    agreement = _locked(agreement, by)
    role = agreement.role_of(by.staff_id)
    if not role or not by.has(role):
        raise PermissionDenied
    standing = agreement.signatures.standing()
    if standing.filter(role=role).exists():
        return agreement
    if agreement.state != State.OUT:
        raise ValidationError(_("This version is not out for signature."))
    if agreement.content_hash != content_hash:
        raise ValidationError(OTHER_WORDS, code="stale")
    AgreementSignature.objects.create(
        municipality_id=by.municipality_id,
        agreement=agreement,
        role=role,
        staff_member_id=by.staff_id,
        content_hash=content_hash,
    )
    if standing.count() < len(AGREEMENT_SIGNERS):
        _tell(agreement, by)
        return agreement
    same = CooperationAgreement.objects.between(agreement.school_id, agreement.provider_id)
    for former in same.signed().select_for_update():
        _move(former, State.SUPERSEDED, by)
    agreement.signed_on = timezone.localdate()
    return _move(agreement, State.SIGNED, by)


@transaction.atomic
def withdraw_signature(*, agreement, by):
    """One's own, while not all four have signed. None standing: nothing happens."""
    agreement = _locked(agreement, by)
    mine = agreement.signatures.standing().filter(staff_member=by.staff_id)
    if not mine.exists():
        return agreement
    if agreement.state != State.OUT:
        raise ValidationError(_("All four have signed. Make a new version to change it."))
    mine.update(withdrawn_at=timezone.now())
    _tell(agreement, by)
    return agreement


@transaction.atomic
def name_signer(*, agreement, role, staff_member, by):
    """Another signs in this role, while the one named has not: she has left, or is away."""
    agreement = _locked(agreement, by)
    if agreement.state != State.OUT or agreement.signatures.standing().filter(role=role).exists():
        raise ValidationError(_("Who signs in this role can no longer be changed."))
    column = AGREEMENT_SIGNERS[role]
    signers = {name: getattr(agreement, name) for name in AGREEMENT_SIGNERS.values()} | {column: staff_member}
    _refuse_twice(signers)
    setattr(agreement, column, staff_member)
    _saved(agreement, by)
    _tell(agreement, by)
    return agreement


@transaction.atomic
def keep_agreement(*, agreement, review_on, by):
    """Looked at again, and it stands: the signatures stay, the next day is set. Only for the one in force."""
    agreement = _locked(agreement, by)
    today = timezone.localdate()
    if agreement.state != State.SIGNED:
        raise ValidationError(_("Only the agreement in force is looked at again."))
    if review_on <= today:
        raise ValidationError({"review_on": _("Choose a day to come.")})
    agreement.reviewed_on, agreement.reviewed_by_id, agreement.review_on = today, by.staff_id, review_on
    _saved(agreement, by)
    _tell(agreement, by)
    return agreement


def signed_by_any(agreement):
    return agreement.signatures.standing().exists()


def locked_agreement(agreement, by):
    return _locked(agreement, by)


def tell_of_agreement(agreement, by):
    _tell(agreement, by)


def _locked(agreement, by):
    rows = CooperationAgreement.objects.writable_by(by).select_for_update(of=("self",))
    found = rows.select_related("programme_version").filter(pk=agreement.pk).first()
    if found is None:
        raise PermissionDenied
    return found


def _saved(agreement, by):
    agreement.row_version += 1
    agreement.changed_by_id = by.staff_id
    agreement.save()
    return agreement


def _move(agreement, state, by):
    agreement.state = state
    _saved(agreement, by)
    _tell(agreement, by)
    return agreement


def _tell(agreement, by):
    for name in settings.AGREEMENT_CHANGED:
        import_string(name)(agreement=agreement, by=by)


def _refuse_numbers(steps, texts):
    texts = {**texts, "steps": " ".join(" ".join(step.values()) for step in steps)}
    found = {name: number for name, text in texts.items() if (number := cpr_like_in(text))}
    if found:
        words = _("“%(number)s” looks like a CPR number. Take it out: the agreement is about the adults.")
        raise ValidationError({name: words % {"number": number} for name, number in found.items()})


def _refuse_twice(signers):
    chosen = [getattr(each, "pk", each) for each in signers.values() if each]
    if len(set(chosen)) < len(chosen):
        raise ValidationError(_("The same person stands twice. The agreement is signed by four different people."))


def _refuse_unfinished(agreement):
    titles = {part.key: str(part.title) for part in agreement.programme_version.programme_content.agreement.parts}
    empty = [titles[name] for name in agreement.TEXTS if not getattr(agreement, name).strip()]
    if not agreement.steps:
        empty.insert(0, titles["workflow"])
    if empty:
        raise ValidationError(_("Still empty: %(parts)s.") % {"parts": ", ".join(empty)})
    if not agreement.review_on:
        raise ValidationError({"review_on": _("Write when you look at the agreement again.")})
    program = agreement.programme_version.programme_content
    if missing := [str(program.role(role).title) for role, pk in agreement.signer_ids if not pk]:
        raise ValidationError(
            _("Choose who signs, at the bottom of the page: %(roles)s.") % {"roles": ", ".join(missing)}
        )
    gone = [pk for role, pk in agreement.signer_ids if not StaffMember.objects.with_role(role, timezone.localdate()).filter(pk=pk)]  # fmt: skip
    if gone:
        names = ", ".join(StaffMember.objects.filter(pk__in=gone).values_list("name", flat=True))
        raise ValidationError(_("%(names)s cannot sign: the role has ended. Choose somebody else.") % {"names": names})
