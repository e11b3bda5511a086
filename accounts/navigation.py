"""What stands at the top of every page: at most four main entries for each role, and who is logged in."""

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role

TODAY = ("today", _("Today"))
CLASSES = ("class_list", _("Classes"))
GROUPS = ("group_list", _("Parent groups"))
PATHWAYS = ("pathway_list", _("Pathways"))
OVERVIEW = ("dashboard", _("Overview"))
STAFF = ("staff_list", _("People and roles"))
CALENDAR = ("school_calendar", _("School calendar"))
LOG = ("access_log", _("Access log"))
ENTRIES = {
    Role.RESOURCE_ADVISOR: (TODAY, CLASSES, PATHWAYS, OVERVIEW),
    Role.GROUP_LEADER: (TODAY, GROUPS, PATHWAYS, OVERVIEW),
    Role.PRINCIPAL: (TODAY, CLASSES, PATHWAYS, OVERVIEW),
    Role.PROVIDER_MANAGER: (TODAY, GROUPS, PATHWAYS, OVERVIEW),
    Role.CLASS_TEAM: (TODAY, PATHWAYS),
    Role.CASEWORKER: (TODAY, PATHWAYS),
    Role.PPR_ADVISOR: (TODAY, PATHWAYS),
    Role.LEARNING_COORDINATOR: (TODAY,),
    Role.LEARNING_ADVISOR: (TODAY, PATHWAYS),
    Role.STEERING_GROUP: (TODAY, OVERVIEW),
    Role.EVALUATOR: (TODAY, OVERVIEW),
    Role.TRAINING_LEAD: (TODAY,),
    Role.ADMINISTRATOR: (TODAY, STAFF, CALENDAR),
    Role.DPO: (TODAY, LOG),
}
SEARCHERS = ("resource_advisor", "group_leader", "principal", "provider_manager", "class_team", "caseworker", "ppr_advisor", "learning_advisor")


# The demo's accounts, one for each role, as the login page of a demo lists them.
DEMO_ACCOUNTS = (
    ("ressourcevejleder", Role.RESOURCE_ADVISOR),
    ("gruppeleder", Role.GROUP_LEADER),
    ("skoleleder", Role.PRINCIPAL),
    ("udfoererleder", Role.PROVIDER_MANAGER),
    ("laerer", Role.CLASS_TEAM),
    ("raadgiver", Role.CASEWORKER),
    ("ppr", Role.PPR_ADVISOR),
    ("laeringskoordinator", Role.LEARNING_COORDINATOR),
    ("laeringsvejleder", Role.LEARNING_ADVISOR),
    ("styregruppe", Role.STEERING_GROUP),
    ("evaluator", Role.EVALUATOR),
    ("kursusleder", Role.TRAINING_LEAD),
    ("administrator", Role.ADMINISTRATOR),
    ("dpo", Role.DPO),
)


def entries_for(roles):
    """Entries of all her roles, in the order above, each once."""
    wanted = {entry[0] for role in roles for entry in ENTRIES.get(role, ())}
    return [entry for entry in (TODAY, CLASSES, GROUPS, PATHWAYS, OVERVIEW, STAFF, CALENDAR, LOG) if entry[0] in wanted]


def address(name):
    try:
        return reverse(name)
    except NoReverseMatch:  # while the pages are being built: taken out with the last of them
        return ""


def page(request):
    """Context of every page; outside a municipality (login, errors) only the banner."""
    person = getattr(request, "person", None)
    context = {
        "demo_banner": settings.DEMO,
        "session_seconds": settings.SESSION_COOKIE_AGE if person else 0,
        "nav": [],
        "person_name": "",
        "role_line": "",
        "search_url": "",
        "form_errors": False,
        "demo_accounts": [],
        "demo_password": "",
    }
    if settings.DEMO and not person:
        context |= {"demo_accounts": [(f"{name}@fjordby.example", role.label) for name, role in DEMO_ACCOUNTS], "demo_password": settings.DEMO_PASSWORD}
    if person:
        here = request.resolver_match.view_name if request.resolver_match else ""
        roles = ", ".join(str(Role(role).label) for role in person.roles)
        context |= {
            "nav": [{"url": address(name), "label": label, "current": name == here} for name, label in entries_for(person.roles) if address(name)],
            "person_name": person.name,
            "role_line": f"{person.title or roles}, {person.municipality_name}",
            "search_url": address("search") if person.has(*SEARCHERS) else "",
        }
    return context
