"""Municipalities, units, people and roles of the demo."""

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection

from accounts.actions import add_words, assign_role, create_municipality, create_unit, invite_staff, save_text
from accounts.models import Municipality, OrganisationUnit, RoleAssignment, StaffMember, User
from accounts.words import starter_list
from cases.actions.legal_bases import load_legal_bases
from followup.actions import add_default_breaks
from insight.demo.stage import Stage

BEGAN = "2025-08-01"
FJORDBY = {
    "domain": "fjordby.example",
    "units": [
        ("fjordby", "school", "Fjordby Skole"),
        ("strand", "school", "Strandskolen"),
        ("bakke", "school", "Bakkeskolen"),
        ("eng", "school", "Engskolen"),
        ("ppr", "ppr", "PPR Fjordby"),
        ("hus", "provider", "Familiehuset"),
        ("afdeling", "authority", "Familieafdelingen"),
        ("pleje", "foster_care", "Familieplejen"),
    ],
    "people": [
        ("ressourcevejleder", "Karen Lindholm", "Ressourcevejleder", "fjordby", "resource_advisor", "fjordby"),
        ("ressourcevejleder2", "Jens Østergaard", "Ressourcevejleder", "strand", "resource_advisor", "strand"),
        ("ressourcevejleder3", "Nadia Rahbek", "Ressourcevejleder", "eng", "resource_advisor", "eng"),
        ("ressourcevejleder4", "Torben Quist", "Ressourcevejleder", "bakke", "resource_advisor", "bakke"),
        ("gruppeleder", "Samira Nygaard", "Gruppeleder", "hus", "group_leader", ""),
        ("gruppeleder2", "Lone Frost", "Gruppeleder", "hus", "group_leader", ""),
        ("skoleleder", "Henrik Toft", "Skoleleder", "fjordby", "principal", "fjordby"),
        ("skoleleder2", "Ulla Strand", "Skoleleder", "strand", "principal", "strand"),
        ("skoleleder3", "Per Gade", "Skoleleder", "eng", "principal", "eng"),
        ("skoleleder4", "Gerda Hald", "Skoleleder", "bakke", "principal", "bakke"),
        ("udfoererleder", "Birthe Damsgaard", "Leder af Familiehuset", "hus", "provider_manager", "hus"),
        ("laerer", "Anders Bech", "Klasselærer", "fjordby", "class_team", "5.B"),
        ("laerer2", "Line Skov", "Lærer", "fjordby", "class_team", "5.B"),
        ("paedagog", "Jonas Friis", "Pædagog", "fjordby", "class_team", "5.B"),
        ("raadgiver", "Mette Krogh", "Børne- og ungerådgiver", "afdeling", "caseworker", ""),
        ("ppr", "Ole Vestergaard", "PPR-psykolog", "ppr", "ppr_advisor", ""),
        ("laeringskoordinator", "Jytte Holm", "Læringskoordinator", "pleje", "learning_coordinator", "pleje"),
        ("laeringsvejleder", "Nina Aagaard", "Læringsvejleder", "fjordby", "learning_advisor", "fjordby"),
        ("styregruppe", "Pia Mortensen", "Børne- og kulturdirektør", None, "steering_group", ""),
        ("evaluator", "Erik Lund", "Evaluator", None, "evaluator", ""),
        ("kursusleder", "Kirsten Bruun", "Kursusleder", None, "training_lead", ""),
        ("dpo", "Dorthe Poulsen", "Databeskyttelsesrådgiver", None, "dpo", ""),
    ],
    "administrator": "Allan Dahl",
}
BAKKERUP = {
    "domain": "bakkerup.example",
    "units": [
        ("fjordby", "school", "Bakkerup Skole"),
        ("ppr", "ppr", "PPR Bakkerup"),
        ("hus", "provider", "Familiecentret"),
        ("afdeling", "authority", "Børn og Familie"),
        ("pleje", "foster_care", "Plejeteamet"),
    ],
    "people": [
        ("ressourcevejleder", "Merete Juhl", "Ressourcevejleder", "fjordby", "resource_advisor", "fjordby"),
        ("gruppeleder", "Bo Iversen", "Gruppeleder", "hus", "group_leader", ""),
        ("skoleleder", "Tove Mikkelsen", "Skoleleder", "fjordby", "principal", "fjordby"),
        ("udfoererleder", "Finn Overgaard", "Leder af Familiecentret", "hus", "provider_manager", "hus"),
        ("laerer", "Astrid Kjær", "Lærer", "fjordby", "class_team", "4.A"),
        ("raadgiver", "Hanne Lund", "Rådgiver", "afdeling", "caseworker", ""),
        ("ppr", "Claus Madsen", "PPR-konsulent", "ppr", "ppr_advisor", ""),
        ("laeringskoordinator", "Vibeke Storgaard", "Læringskoordinator", "pleje", "learning_coordinator", "pleje"),
        ("laeringsvejleder", "Ib Thomsen", "Læringsvejleder", "fjordby", "learning_advisor", "fjordby"),
        ("styregruppe", "Lars Ulrich", "Direktør", None, "steering_group", ""),
        ("evaluator", "Eva Sand", "Evaluator", None, "evaluator", ""),
        ("kursusleder", "Ruth Eriksen", "Kursusleder", None, "training_lead", ""),
        ("dpo", "Niels Holm", "Databeskyttelsesrådgiver", None, "dpo", ""),
    ],
    "administrator": "Grethe Bæk",
}


def make_municipality(name, plan, clock):
    """As the owner: the municipality, its administrator, its grounds for sharing and its school calendar."""
    email = f"administrator@{plan['domain']}"
    with clock.at(clock.day(BEGAN), 8):
        municipality = create_municipality(
            name=name, administrator_email=email, administrator_name=plan["administrator"], is_fictional=True
        )
    load_legal_bases(municipality)
    for year in range(clock.day(BEGAN).year - 1, clock.today.year + 2):
        add_default_breaks(municipality_id=municipality.pk, school_year=year)
    stage = Stage(municipality, clock)
    stage.plan = plan
    stage.users["administrator"] = User.objects.get(email=email)
    return stage


def as_runtime_role():
    """From here on the walls stand: what follows is written by the login that the pages use."""
    connection.close()
    connection.settings_dict.update({key: settings.RUNTIME[key] for key in ("USER", "PASSWORD", "HOST", "PORT")})
    with connection.cursor() as db:
        db.execute("set synchronous_commit = off")  # a demo that is lost is made again


def add_units_and_people(stage):
    """The administrator adds units and people; roles at schools, in units and for the whole municipality."""
    with stage.acting("administrator", BEGAN) as by:
        top = OrganisationUnit.objects.get(parent=None)
        for key, kind, name in stage.plan["units"]:
            stage.units[key] = create_unit(name=name, kind=kind, parent=top, by=by)
        for who, name, title, unit, role, place in stage.plan["people"]:
            staff = invite_staff(
                name=name, email=f"{who}@{stage.plan['domain']}", title=title, unit=stage.units.get(unit), by=by
            )
            stage.staff[who], stage.users[who] = staff, staff.user
            if role != "class_team":
                _give(staff, role, stage.units.get(place), by, stage.clock.day(BEGAN))
        stage.staff["administrator"] = StaffMember.objects.get(user=stage.users["administrator"])
    stage.users["system"] = User.objects.get(email="system@samspil.invalid")


def _give(staff, role, unit, by, starts_on):
    scope = {
        "resource_advisor": "school",
        "principal": "school",
        "learning_advisor": "school",
        "provider_manager": "unit",
        "learning_coordinator": "unit",
    }
    scope = scope.get(role, "own" if role in ("group_leader", "caseworker", "ppr_advisor") else "municipality")
    assign_role(staff_member=staff, role=role, scope=scope, scope_id=unit and unit.pk, starts_on=starts_on, by=by)


TEXTS = {
    "concern": {
        "body": "1. Tal med din leder i dag. Du må gerne underrette, også når I er uenige.\n\n"
        "2. Fortæl forældrene, at du underretter, medmindre det bringer barnet i fare.\n\n"
        "3. Send underretningen på kommunens side for fagfolk. Skriv, hvad du har set og hørt, og hvornår.\n\n"
        "Du får svar inden for 6 hverdage på, at underretningen er modtaget.",
        "contact": "Familieafdelingens modtagelse, hverdage 8-15",
        "url": "https://underret.fjordby.example/",
    },
    "force": {
        "body": "Sig det til din leder samme dag. Skriv indberetningen inden næste dag er gået, sammen med en, der så det. Forældrene får det at vide samme dag.",
        "contact": "Skolens leder",
    },
    "injury": {
        "body": "Sig det til din leder og til arbejdsmiljørepræsentanten. Lederen anmelder skaden. Også slag, spark og trusler tæller.",
        "contact": "Arbejdsmiljørepræsentanten",
    },
}


def add_texts_and_words(stage):
    """The administrator writes the municipality's own texts, and takes over the suggested words."""
    with stage.acting("administrator", BEGAN) as by:
        for key, said in TEXTS.items():
            save_text(key=key, by=by, **said)
        add_words(rows=starter_list(), by=by)


def add_class_teams(stage):
    """Class teams, when the classes are there."""
    with stage.acting("administrator", BEGAN) as by:
        for who, _name, _title, unit, role, place in stage.plan["people"]:
            if role == "class_team":
                school_class = stage.classes[stage.units[unit].name, place]
                assign_role(
                    staff_member=stage.staff[who],
                    role=role,
                    scope=RoleAssignment.Scope.CLASS,
                    scope_id=school_class.pk,
                    starts_on=stage.clock.day(BEGAN),
                    by=by,
                )


def set_passwords(*stages):
    """All demo accounts share the password of SAMSPIL_DEMO_PASSWORD."""
    people = [user.pk for stage in stages for user in stage.users.values()]
    User.objects.filter(pk__in=people, is_active=True).update(password=make_password(settings.DEMO_PASSWORD))


def is_there(name):
    return Municipality.objects.filter(name=name).exists()
