"""The cooperation agreement on paper: what the four have signed, and when."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from cases.documents import Fact, Sheet
from cases.models import CooperationAgreement
from cases.queries.agreements import changes, former_of, signers_of, written
from core.pdf import render

State = CooperationAgreement.State


@dataclass(frozen=True)
class SignedLine:
    name: str
    role: str
    unit: str
    on: str


@dataclass(frozen=True)
class AgreementDocument:
    sheet: Sheet
    facts: tuple
    workflow: str
    steps: tuple
    parts: tuple
    signed: tuple
    changes: tuple
    former: int | None


def agreement_pdf(agreement, person):
    """The PDF of one version. Source: A19."""
    return render("pdf/agreement.html", {"doc": agreement_document(agreement, person)})


def agreement_document(agreement, person):
    content, former = agreement.programme_version.programme_content.agreement, former_of(agreement, person)
    title = _("Cooperation agreement")
    number = _("version %(number)s") % {"number": agreement.number}
    units = _("%(school)s and %(provider)s") % {"school": agreement.school.name, "provider": agreement.provider.name}
    foot = " · ".join([title, units, number, _("printed %(day)s") % {"day": written(timezone.localdate())}])
    sheet = Sheet(
        title, " · ".join([units, number, state_words(agreement)]), foot, person.municipality_name,
        agreement.municipality.is_fictional,
    )  # fmt: skip
    return AgreementDocument(
        sheet=sheet,
        facts=tuple(_facts(agreement)),
        workflow=str(content.part("workflow").title),
        steps=tuple(agreement.steps),
        parts=tuple((str(content.part(name).title), getattr(agreement, name)) for name in agreement.TEXTS),
        signed=tuple(
            SignedLine(
                each.staff.name if each.staff else _("Not chosen yet"),
                each.title,
                each.unit.name,
                written(timezone.localdate(each.signed_at)) if each.signed_at else "",
            )
            for each in signers_of(agreement, person)
        ),
        changes=tuple(changes(agreement, former)),
        former=former and former.number,
    )


def state_words(agreement):
    if agreement.state == State.SIGNED:
        return _("in force from %(day)s") % {"day": written(agreement.signed_on)}
    return str(agreement.get_state_display())


def _facts(agreement):
    yield Fact(_("School"), agreement.school.name)
    yield Fact(_("Social services"), agreement.provider.name)
    if agreement.review_on:
        looked = agreement.reviewed_on and _("last on %(day)s") % {"day": written(agreement.reviewed_on)}
        yield Fact(_("Looked at again by"), written(agreement.review_on), looked or "")
