"""The cooperation agreement read: who signs, what changed, how a pathway stands with it, and the figure F14."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import OrganisationUnit, RoleAssignment, StaffMember
from accounts.roles import Role
from cases.models import AgreementSignature, CooperationAgreement, Pathway
from cases.models.agreements import PROVIDER_OF, SCHOOL_OF
from cases.walls import AGREEMENT_SIGNERS
from programmes.models import ProgrammeVersion

State = CooperationAgreement.State
MISSING = gettext_lazy("The cooperation agreement is missing")
SUBJECT = "agreement"  # of the cadence that says how often it is looked at again
STEP = ("who", "what", "when")


def units_of(pathway):
    """(id of the school, id of the provider unit); (None, None) while the other side is not known."""
    pair = (pathway.unit_id, pathway.partner_unit_id)
    pair = pair if pathway.side == "school" else pair[::-1]
    return pair if all(pair) else (None, None)


def review_after(content, day):
    """The day to look at it again: what the version's cadence says, else a year on (F14)."""
    cadence = next((each for each in content.cadences if each.on == SUBJECT), None)
    return cadence.next_after(day) if cadence else _a_year_on(day)


def _a_year_on(day):
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


# ---- who signs ----


def signers_for(school_id, provider_id, on):
    """column -> ids of those who could sign in that role: at the school, in the unit, or leading a pathway of the two."""
    live = RoleAssignment.objects.live(on).filter(staff_member__user__is_active=True)
    led = Pathway.objects.open().annotate(of_school=SCHOOL_OF, of_provider=PROVIDER_OF)
    led = led.filter(of_school=school_id, of_provider=provider_id)
    leaders = Q(staff_member__unit=provider_id) | Q(scope__in=("unit", "school"), scope_id=provider_id)
    leaders |= Q(staff_member__in=led.values("lead")) | Q(staff_member__in=led.values("co_lead"))
    places = {
        Role.RESOURCE_ADVISOR: Q(scope__in=("unit", "school"), scope_id=school_id),
        Role.PRINCIPAL: Q(scope__in=("unit", "school"), scope_id=school_id),
        Role.PROVIDER_MANAGER: Q(scope__in=("unit", "school"), scope_id=provider_id),
        Role.GROUP_LEADER: leaders,
    }
    found = {}
    for role, column in AGREEMENT_SIGNERS.items():
        rows = live.filter(places[role], role=role).order_by("staff_member__name_key", "staff_member")
        found[f"{column}_id"] = list(dict.fromkeys(rows.values_list("staff_member", flat=True)))
    return found


@dataclass(frozen=True, slots=True)
class Signer:
    """One of the four: who, in which role, and when she signed. may_sign: the reader herself, now. unit: whose side."""

    role: str
    title: str
    staff: StaffMember | None
    unit: OrganisationUnit
    signed_at: object = None
    may_sign: bool = False
    may_withdraw: bool = False


def signers_of(agreement, person):
    """The four in their order, with their signatures: two questions."""
    signed = {row.role: row.signed_at for row in AgreementSignature.objects.visible_to(person).standing().filter(agreement=agreement)}  # fmt: skip
    people = StaffMember.objects.in_bulk([pk for _role, pk in agreement.signer_ids if pk])
    content, out = agreement.programme_version.programme_content, agreement.state == State.OUT
    return [
        Signer(
            role=role,
            title=str(content.role(role).title),
            staff=people.get(pk),
            unit=agreement.school if role in ("resource_advisor", "principal") else agreement.provider,
            signed_at=signed.get(role),
            may_sign=out and pk == person.staff_id and role not in signed and person.has(role),
            may_withdraw=out and pk == person.staff_id and role in signed,
        )
        for role, pk in agreement.signer_ids
    ]


# ---- what changed ----


def former_of(agreement, person):
    rows = CooperationAgreement.objects.visible_to(person).between(agreement.school_id, agreement.provider_id)
    return rows.filter(number__lt=agreement.number).order_by("-number").first()


def changes(agreement, former):
    """What is otherwise than in the version before, as sentences; none for the first version."""
    if former is None:
        return []
    content = agreement.programme_version.programme_content.agreement
    said = list(_step_changes(former.steps, agreement.steps))
    said += [
        _("%(part)s is written anew.") % {"part": content.part(name).title}
        for name in agreement.TEXTS
        if getattr(agreement, name).split() != getattr(former, name).split()
    ]
    before, now = dict(former.signer_ids), dict(agreement.signer_ids)
    names = StaffMember.objects.in_bulk([pk for pk in now.values() if pk])
    roles = agreement.programme_version.programme_content
    said += [
        _("%(name)s signs as %(role)s.") % {"name": names[pk].name, "role": str(roles.role(role).title).lower()}
        for role, pk in now.items()
        if pk and pk != before[role]
    ]
    return said


def _step_changes(before, now):
    gone = [step for step in before if step not in now]
    new = [(at, step) for at, step in enumerate(now, 1) if step not in before]
    for at, step in new:
        was = next((each for each in gone if each["what"] == step["what"] or each["who"] == step["who"] == ""), None)
        if was:
            gone.remove(was)
            yield _("Step %(number)s is changed: %(step)s.") % {"number": at, "step": step_words(step)}
        else:
            yield _("Step %(number)s is new: %(step)s.") % {"number": at, "step": step_words(step)}
    for step in gone:
        yield _("Taken out: %(step)s.") % {"step": step_words(step)}
    if not gone and not new and before != now:
        yield _("The steps stand in another order.")


def step_words(step):
    """ "Ressourcevejlederen kalder ind, før start" """
    words = " ".join(step[name].strip() for name in ("who", "what") if step[name].strip())
    return f"{words}, {step['when'].strip()}" if step["when"].strip() else words


# ---- how a pathway stands ----


@dataclass(frozen=True, slots=True)
class Standing:
    """How the two units of a pathway stand with their agreement. status: a word of the `status` tag. waits: it waits for the reader."""

    status: str
    words: str
    text: str
    url: str
    label: str
    waits: bool = False
    agreement: CooperationAgreement | None = None


READERS = (*AGREEMENT_SIGNERS, "ppr_advisor", "learning_advisor")
REVIEW_NEAR = timedelta(days=30)


def standing_of(pathway, person, today):
    """The line of the class page; None where the version has no agreement, or for those who do not read it."""
    school, provider = units_of(pathway)
    if pathway.content.agreement is None or school is None or not person.has(*READERS):
        return None
    return standing_among(list(_standing_rows(person).between(school, provider)), pathway.uuid, person, today)


def _standing_rows(person):
    rows = CooperationAgreement.objects.visible_to(person).exclude(state=State.SUPERSEDED)
    return rows.select_related(*AGREEMENT_SIGNERS.values()).prefetch_related("signatures").order_by("number")


def standing_among(rows, pathway_uuid, person, today):
    """The same from the versions of a pair that stand: the one in force, and the one being made."""
    signed = next((each for each in rows if each.state == State.SIGNED), None)
    making = next((each for each in rows if each.state != State.SIGNED), None)
    url = reverse("agreement_of", args=[pathway_uuid])
    if making and making.state == State.OUT:
        return _waiting(making, signed, person)
    if signed and signed.review_on < today:
        text = _("You were to look at it again by %(day)s.") % {"day": written(signed.review_on)}
        return Standing("overdue", _("To be looked at again"), text, url, _("Look at the agreement"), True, signed)
    if signed:
        text = _("Signed by all four on %(day)s. You look at it again by %(review)s.") % {
            "day": written(signed.signed_on),
            "review": written(signed.review_on),
        }
        return Standing("held", _("Signed"), text, url, _("Read the agreement"), False, signed)
    writes = person.has(*AGREEMENT_SIGNERS)
    text = _("Four sign it before the first start: who does what, how you reach each other, and when you meet.")
    label = _("Write the agreement") if writes else ""
    if making:
        text, label = _("It is being written and is not out for signature yet."), _("Go on writing") if writes else ""
    return Standing("due", MISSING, text, url if label else "", label, writes, making)


def _waiting(making, signed, person):
    done = {row.role for row in making.signatures.all() if row.withdrawn_at is None}
    waiting = {role: getattr(making, column) for role, column in AGREEMENT_SIGNERS.items() if role not in done}
    mine = any(each.pk == person.staff_id and person.has(role) for role, each in waiting.items())
    words = _("A new version awaits signatures") if signed else MISSING
    text = _("Out for signature. Not signed yet: %(names)s.") % {"names": ", ".join(each.name for each in waiting.values())}  # fmt: skip
    label = _("Read and sign") if mine else _("Read the agreement")
    return Standing("due", words, text, reverse("agreement_detail", args=[making.uuid]), label, mine, making)


def written(day):
    return date_format(day, _("j F Y"))


# ---- F14 ----


@dataclass(frozen=True, slots=True)
class AgreementFigure:
    """F14 for two units: signed by all four before the first pathway began, and looked at within the year.

    first_start, signed_on: None while there is none. in_time, reviewed: None where the question does not arise yet.
    """

    school: OrganisationUnit
    provider: OrganisationUnit
    first_start: date | None
    signed_on: date | None
    review_on: date | None
    in_time: bool | None
    reviewed: bool | None
    agreement: CooperationAgreement | None = None


def agreements(person, on=None):
    """An AgreementFigure for each pair of units with a pathway of a version that has an agreement: four questions.

    signed_on is the first time all four had signed; a later version does not make an early signature late.
    """
    on = on or timezone.localdate()
    asked = _pairs(person)
    rows = CooperationAgreement.objects.visible_to(person).exclude(signed_on=None).order_by("number")
    first, newest = {}, {}
    for row in rows:
        pair = (row.school_id, row.provider_id)
        first.setdefault(pair, row.signed_on)
        newest[pair] = row
    units = OrganisationUnit.objects.visible_to(person).in_bulk([pk for pair in asked for pk in pair])
    found = [
        _figure(units[pair[0]], units[pair[1]], start, first.get(pair), newest.get(pair), on)
        for pair, start in asked.items()
    ]
    return sorted(found, key=lambda each: (each.school.name, each.provider.name))


def _pairs(person):
    """{(school, provider): first start or None} of pathways whose version has an agreement."""
    found = list(_by_pair(person).values_list("of_school", "of_provider", "programme_version", "starts_on"))
    versions = ProgrammeVersion.objects.in_bulk({version for _school, _provider, version, _start in found})
    asked = {}
    for school, provider, version, start in found:
        if versions[version].programme_content.agreement is not None:
            asked[school, provider] = min(filter(None, (asked.get((school, provider)), start)), default=None)
    return asked


def _by_pair(person):
    rows = Pathway.objects.visible_to(person).exclude(partner_unit=None).exclude(state=Pathway.State.DECLINED)
    return rows.annotate(of_school=SCHOOL_OF, of_provider=PROVIDER_OF).order_by("created_at", "pk")


def _figure(school, provider, start, signed_on, newest, on):
    return AgreementFigure(
        school=school,
        provider=provider,
        first_start=start,
        signed_on=signed_on,
        review_on=newest and newest.review_on,
        in_time=None if start is None or start > on else bool(signed_on and signed_on <= start),
        reviewed=None if newest is None else newest.review_on >= on,
        agreement=newest,
    )


# ---- pages ----


def to_show(person, school_id, provider_id):
    """The version that a reader meets first: the one being made when it waits for her, else the one in force, else the newest."""
    rows = CooperationAgreement.objects.visible_to(person).between(school_id, provider_id).order_by("-number")
    found = list(rows)
    writable = set(CooperationAgreement.objects.writable_by(person).between(school_id, provider_id).values_list("pk", flat=True))  # fmt: skip
    found = [each for each in found if each.state != State.DRAFT or each.pk in writable]
    signed = next((each for each in found if each.state == State.SIGNED), None)
    out = next((each for each in found if each.state == State.OUT), None)
    if out and (signed is None or out.role_of(person.staff_id)):
        return out
    return signed or (found[0] if found else None)


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """One version as its page shows it. others: the pair's other versions, newest first."""

    content: object
    steps: list
    parts: list
    signers: list
    changes: list
    former: CooperationAgreement | None
    others: list
    may_write: bool
    newest: bool
    is_out: bool
    any_signed: bool
    all_signed: bool
    mine: Signer | None
    may_review: bool
    is_late: bool
    next_review: date

    @property
    def workflow(self):
        return self.content.part("workflow")

    @property
    def missing(self):
        return [each.staff.name for each in self.signers if each.staff and not each.signed_at]


def agreement_page(agreement, person, today):
    version = agreement.programme_version.programme_content
    signers, former = signers_of(agreement, person), former_of(agreement, person)
    rows = CooperationAgreement.objects.visible_to(person).between(agreement.school_id, agreement.provider_id)
    others = list(rows.exclude(pk=agreement.pk).order_by("-number"))
    writes = CooperationAgreement.objects.writable_by(person).filter(pk=agreement.pk).exists()
    signed = agreement.state == State.SIGNED
    return AgreementPage(
        content=version.agreement,
        steps=agreement.steps,
        parts=[(version.agreement.part(name), getattr(agreement, name)) for name in agreement.TEXTS],
        signers=signers,
        changes=changes(agreement, former),
        former=former,
        others=[each for each in others if writes or each.state != State.DRAFT],
        may_write=writes,
        newest=all(each.number < agreement.number for each in others),
        is_out=agreement.state == State.OUT,
        any_signed=any(each.signed_at for each in signers),
        all_signed=signed,
        mine=next((each for each in signers if each.may_sign or each.may_withdraw), None),
        may_review=signed and agreement.review_on <= today + REVIEW_NEAR,
        is_late=signed and agreement.review_on < today,
        next_review=review_after(version, today),
    )


@dataclass(frozen=True, slots=True)
class Pair:
    figure: AgreementFigure
    standing: Standing | None


def pairs(person, today):
    """Each pair of units within reach with how it stands; what lacks or waits first. A fixed number of questions."""
    versions = {}
    for row in _standing_rows(person):
        versions.setdefault((row.school_id, row.provider_id), []).append(row)
    newest = {(school, provider): uuid for school, provider, uuid in _by_pair(person).values_list("of_school", "of_provider", "uuid")}  # fmt: skip
    found = [
        Pair(figure, standing_among(versions.get(pair, []), newest[pair], person, today))
        for figure in agreements(person, today)
        if (pair := (figure.school.pk, figure.provider.pk))
    ]
    return sorted(found, key=lambda each: each.standing.status == "held")
