from accounts.models import RoleAssignment
from tests.cast import acting, canary


def test_dpo_reads_looks_by_staff_and_number(visit, cast):
    x = cast.fjord
    visit.as_(x, "principal").get(f"/barn/{x.c1.uuid}")
    text = visit.as_(x, "dpo").text("/log/")
    assert "Henrik Toft" in text and f"barn {x.c1.pk}" in text and "Så barnets side" in text
    assert canary(x, "Barn1") not in text and "Adam" not in text


def test_filter_by_staff_and_day(visit, cast):
    x = cast.fjord
    for who in ("principal", "teacher"):
        visit.as_(x, who).get(f"/barn/{x.c1.uuid}")
    visit.as_(x, "dpo")
    rows = visit.text("/log/", who=str(x.staff["teacher"].uuid)).split("<tbody>")[1]
    assert "Anders Bech" in rows and "Henrik Toft" not in rows
    assert "Intet i loggen" in visit.text("/log/", last="1.1.2020")


def test_changes_and_refusals_have_their_parts(visit, cast):
    x = cast.fjord
    visit.as_(x, "teacher").get(f"/barn/{x.c1.uuid}/adgang")
    visit.as_(x, "dpo")
    assert "child_access" in visit.text("/log/", part="denied")
    changes = visit.text("/log/", part="changes")
    assert "Tilføjet" in changes and "Qx" not in changes


def test_the_end_of_a_role_says_whose(visit, cast):
    x = cast.fjord
    with acting(x, "system"):
        role = RoleAssignment.objects.get(staff_member=x.staff["teacher"])
    visit.as_(x, "administrator").client.post(f"/medarbejdere/rolle/{role.pk}/slut", {"ends_on": "2026-05-21"})
    changes = visit.as_(x, "dpo").text("/log/", part="changes")
    assert "rolle: Anders Bech, Klasseteam" in changes


def test_other_municipality_is_not_in_the_log(visit, cast):
    visit.as_(cast.bakke, "principal").get(f"/barn/{cast.bakke.c1.uuid}")
    assert f"barn {cast.bakke.c1.pk}" not in visit.as_(cast.fjord, "dpo").text("/log/")


def test_every_field_has_a_danish_word():
    """Ours, its model's, or that of what it points to: no name of the database stands in the log."""
    from django.apps import apps
    from django.utils import translation

    from core.tenancy import Municipal
    from insight.field_words import COLUMNS

    with translation.override("da"):
        bare = [
            f"{model.__name__}.{field.column}"
            for model in apps.get_models()
            if issubclass(model, Municipal)
            for field in model._meta.concrete_fields
            if not (field.column in COLUMNS or field.is_relation or field.primary_key)
            and str(field.verbose_name) == field.name.replace("_", " ")
        ]
    assert bare == []
