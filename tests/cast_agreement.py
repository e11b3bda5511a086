"""The cast's agreement between school and provider, an absence to come, and a task that changed hands."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from cases.models import AgreementSignature, CooperationAgreement
from followup.models import Absence, HandOver
from tests.cast_followup import canary


def agreement(x):
    staff = x.staff
    signers = {
        "advisor": staff["resource_advisor"],
        "leader": staff["group_leader"],
        "principal": staff["principal"],
        "manager": staff["provider_manager"],
    }
    x.agreement = x.make(
        CooperationAgreement,
        school=x.school,
        provider=x.provider,
        programme_version=x.version,
        number=1,
        state="signed",
        steps=[{"who": "Ressourcevejlederen", "what": "kalder ind til opfølgning.", "when": "hver tredje måned"}],
        roles=canary(x, "Aftale1"),
        channels="Sikker mail og telefon.",
        meetings="Første mandag i måneden.",
        review_on=date(2027, 1, 20),
        sent_at=datetime(2026, 1, 14, 9, tzinfo=ZoneInfo("Europe/Copenhagen")),
        signed_on=date(2026, 1, 20),
        changed_by=staff["resource_advisor"],
        **signers,
    )
    for role, signer in zip(
        ("resource_advisor", "group_leader", "principal", "provider_manager"), signers.values(), strict=True
    ):
        x.make(
            AgreementSignature,
            agreement=x.agreement,
            role=role,
            staff_member=signer,
            content_hash=x.agreement.content_hash,
        )
    x.absence = x.make(
        Absence,
        staff=staff["learning_advisor"],
        stand_in=staff["resource_advisor"],
        unit=x.school,
        first=date(2026, 6, 1),
        last=date(2026, 6, 5),
        made_by=staff["learning_advisor"],
    )
    x.hand_over = x.make(
        HandOver,
        pathway=x.w,
        noun="task",
        object_id=x.task.pk,
        after=staff["resource_advisor"],
        to=staff["teacher"],
        reason=canary(x, "Givet1"),
        by=staff["resource_advisor"],
    )
