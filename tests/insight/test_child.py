import pytest
from django.utils import timezone

from audit.queries import LogFilter, looks
from cases.models import SharingBasis
from insight.queries.access import who_has_access
from tests.cast import TODAY, acting, canary


def page(visit, x, who, child, tail=""):
    return visit.as_(x, who).text(f"/barn/{child.uuid}{tail}")


def test_advisor_sees_offer_sharing_and_that_the_parents_take_part(visit, cast):
    text = page(visit, cast.fjord, "resource_advisor", cast.fjord.c1)
    assert "Forældrene deltager." in text
    assert "Skole og social deler. Grundlag: Skriftligt samtykke." in text
    assert "630914-xxxx" in text and "6309144011" not in text


@pytest.mark.parametrize(
    "what",
    ["SocialNotat1", "HusNotat1", "ForaelderSvar1", "Opkald1", "Afbudsgrund1", "Sted1", "Tilbud1", "FamilieBilag1"],
)
def test_teacher_sees_nothing_of_the_family(visit, cast, what):
    assert canary(cast.fjord, what) not in page(visit, cast.fjord, "teacher", cast.fjord.c1)


def test_teacher_sees_neither_offer_nor_participation_nor_group(visit, cast):
    text = page(visit, cast.fjord, "teacher", cast.fjord.c1)
    assert "Tilbuddet" not in text and "Forældrene deltager" not in text and "Forældregruppe" not in text


def test_disagreeing_parents_are_a_state(visit, cast):
    text = page(visit, cast.fjord, "resource_advisor", cast.fjord.c2)
    assert "Forældrene har svaret forskelligt" in text
    assert "Afventer grundlag." in text


def test_protected_address_needs_one_more_click_and_is_logged(visit, cast):
    x = cast.fjord
    assert canary(x, "Adresse2") not in page(visit, x, "resource_advisor", x.c2)
    shown = visit.client.post(f"/barn/{x.c2.uuid}/adresse").content.decode()
    assert canary(x, "Adresse2") in shown
    with acting(x, "dpo"):
        assert looks(LogFilter(child_id=x.c2.pk))[0:1][0].action == "address"


def test_withdrawn_basis_shuts_the_page_for_the_other_side(visit, cast):
    x = cast.fjord
    address = f"/barn/{x.c1.uuid}"
    assert visit.as_(x, "provider_manager").get(address).status_code == 200
    with acting(x, "resource_advisor"):
        SharingBasis.objects.filter(pk=x.basis.pk).update(
            withdrawn_at=timezone.now(),
            withdrawn_by=x.staff["resource_advisor"],
            withdrawn_reason="Familien ønsker det",
        )
        from cases.models import PathwayChild

        PathwayChild.objects.filter(pk=x.p1.pk).update(accepted_on=None)
    with acting(x, "provider_manager") as person:
        from cases.models import Child

        reaches = Child.objects.visible_to(person).filter(pk=x.c1.pk).exists()
    assert visit.get(address).status_code == (200 if reaches else 404)


def access(x, who):
    with acting(x, who) as person:
        return {(row.name, row.role): row.why for row in who_has_access(person, x.c1, TODAY)}


def test_who_has_access_is_who_reaches_the_child(cast, db, noon):
    """The list in words against the walls themselves, for everybody of the cast whom the reader can follow."""
    x = cast.fjord
    from cases.models import Child

    listed = {name for name, _role in access(x, "resource_advisor")}
    for who, staff in x.staff.items():
        if who in ("ended", "system"):
            continue
        with acting(x, who) as person:
            assert (staff.name in listed) == Child.objects.visible_to(person).filter(pk=x.c1.pk).exists(), who


def test_why_is_said_in_words(cast, db, noon):
    found = access(cast.fjord, "resource_advisor")
    assert found["Anders Bech", "Klasseteam"] == ("Arbejder med klassen 5.B",)
    assert found["Mette Krogh", "Rådgiver"] == ("Tilknyttet barnet",)
    assert found["Birthe Damsgaard", "Leder af udførerenheden"] == (
        "Har en opgave i 5.B, Fjordby Skole, og der deles på et registreret grundlag",
    )


def test_family_is_given_role_time_and_purpose_but_no_name(visit, cast):
    x = cast.fjord
    visit.as_(x, "principal").get(f"/barn/{x.c1.uuid}")
    staff = page(visit, x, "caseworker", x.c1, "/adgang")
    family = visit.text(f"/barn/{x.c1.uuid}/adgang", vis="familie")
    assert "Henrik Toft" in staff and "Henrik Toft" not in family
    assert "Skoleleder" in family and "Arbejde med barnets forløb" in family


def test_a_child_page_costs_the_same_for_a_child_with_much(visit, cast):
    visit.as_(cast.fjord, "resource_advisor").get(f"/barn/{cast.fjord.c2.uuid}")
    less = visit.queries
    visit.get(f"/barn/{cast.fjord.c1.uuid}")
    assert visit.queries <= less + 1
