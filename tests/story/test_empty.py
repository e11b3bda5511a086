"""A municipality that `create_municipality` has just made: everybody's home answers and names what comes first."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import OrganisationUnit, SchoolClass, User
from accounts.roles import ROLE_SCOPES, Role
from core.context import tenant
from tests.conftest import log_in_as

UNITS = (("school", "Tomby Skole"), ("provider", "Familiehuset"), ("foster_care", "Familieplejen"))
PLACE = {
    Role.RESOURCE_ADVISOR: "Tomby Skole", Role.PRINCIPAL: "Tomby Skole", Role.LEARNING_ADVISOR: "Tomby Skole",
    Role.PROVIDER_MANAGER: "Familiehuset", Role.LEARNING_COORDINATOR: "Familieplejen", Role.CLASS_TEAM: "1.A",
}  # fmt: skip


class Municipality:
    """Built through the administrator's pages; `users` by role."""

    def __init__(self, administrator):
        self.client = Client()
        self.client.force_login(administrator)
        self.users = {Role.ADMINISTRATOR: administrator}
        self.places = {}

    def post(self, address, **data):
        answer = self.client.post(address, data)
        assert answer.status_code == 302, answer.content.decode()
        return answer.url

    def find(self, read):
        administrator = self.users[Role.ADMINISTRATOR]
        with tenant(administrator.pk, self.client.session["municipality_id"]):
            return read()


@pytest.fixture(scope="module")
def tomby(cast, django_db_blocker):
    with django_db_blocker.unblock():
        log_in_as("owner")
        call_command(
            "create_municipality",
            "Tomby Kommune",
            administrator_email="anna@tomby.example",
            administrator_name="Anna Tom",
            stdout=StringIO(),
        )
        log_in_as("runtime")
        made = Municipality(User.objects.get(email="anna@tomby.example"))
        made.homes = {Role.ADMINISTRATOR: made.client.get("/")}
        top = made.find(lambda: OrganisationUnit.objects.get(parent=None).pk)
        for kind, name in UNITS:
            made.post("/enheder/ny", name=name, kind=kind, parent=top)
        made.places = {
            name: f"unit:{pk}"
            for pk, name in made.find(lambda: list(OrganisationUnit.objects.values_list("pk", "name")))
        }
        for role in (
            *(each for each in ROLE_SCOPES if each not in (Role.ADMINISTRATOR, Role.CLASS_TEAM)),
            Role.CLASS_TEAM,
        ):
            made.homes[role] = home_of(made, role)
    return made


def home_of(made, role):
    """Invite somebody, give the role, and open "/" as that person. A class team needs its class first."""
    if role == Role.CLASS_TEAM:
        type_a_class_in(made)
    page = made.post("/medarbejdere/ny", name=f"Person {role.value}", email=f"{role.value}@tomby.example")
    made.post(f"{page}/rolle", role=role.value, place=made.places.get(PLACE.get(role), ""), starts_on="2026-01-05")
    client = Client()
    client.force_login(User.objects.get(email=f"{role.value}@tomby.example"))
    return client.get("/")


def type_a_class_in(made):
    client = Client()
    client.force_login(User.objects.get(email="principal@tomby.example"))
    school = made.places["Tomby Skole"].removeprefix("unit:")
    answer = client.post("/klasser/ny", {"name": "1.A", "school": school, "starts_on": "2026-01-05"})
    assert answer.status_code == 302, answer.content.decode()
    made.places["1.A"] = f"class:{made.find(lambda: SchoolClass.objects.get().pk)}"


NEXT = {
    Role.RESOURCE_ADVISOR: "Først: en klasse",
    Role.GROUP_LEADER: "Først: en klasse siger ja",
    Role.PRINCIPAL: "Først: vælg en klasse",
    Role.PROVIDER_MANAGER: "Først: gruppeledere og tid",
    Role.CLASS_TEAM: "Først: din klasse får et forløb tilbudt",
    Role.CASEWORKER: "Først: en familie siger ja",
    Role.PPR_ADVISOR: "Først: du bliver knyttet til et forløb",
    Role.LEARNING_COORDINATOR: "Din del af Samspil er på vej",
    Role.LEARNING_ADVISOR: "Først: en klasse på din skole begynder",
    Role.STEERING_GROUP: "Først: den første klasse begynder",
    Role.EVALUATOR: "Først: den første klasse begynder",
    Role.TRAINING_LEAD: "Din del af Samspil er på vej",
    Role.ADMINISTRATOR: "Mangler: ressourcevejleder, gruppeleder, skoleleder, leder af udførerenheden.",
    Role.DPO: "Loggen, de sidste syv dage",
}


@pytest.mark.parametrize("role", ROLE_SCOPES)
def test_home_of_an_empty_municipality_names_the_next_step(tomby, role):
    answer = tomby.homes[role]
    assert answer.status_code == 200
    assert NEXT[role] in answer.content.decode()


def test_invitation_gives_a_login_without_a_password(tomby, django_db_blocker):
    with django_db_blocker.unblock():
        users = User.objects.filter(email__endswith="@tomby.example")
        assert (users.count(), [user.email for user in users if user.has_usable_password()]) == (len(ROLE_SCOPES), [])
