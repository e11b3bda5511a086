"""What stands at the top of every page: at most five main entries for each role, and who is logged in."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.device import device_owner
from accounts.roles import PERSON_ROLES, Role

TODAY = ("today", _("Today"))
CLASSES = ("class_list", _("Classes"))
GROUPS = ("group_list", _("Parent groups"))
PATHWAYS = ("pathway_list", _("Pathways"))
OVERVIEW = ("dashboard", _("Overview"))
WHEN = ("calendar", _("Calendar"))
STAFF = ("staff_list", _("People and roles"))
CALENDAR = ("school_calendar", _("School calendar"))
TEXTS = ("local_text_list", _("Texts and words"))
TOOLS = ("instrument_list", _("Instruments"))
LOG = ("access_log", _("Access log"))
ENTRIES = {
    Role.RESOURCE_ADVISOR: (TODAY, CLASSES, PATHWAYS, WHEN, OVERVIEW),
    Role.GROUP_LEADER: (TODAY, GROUPS, PATHWAYS, WHEN, OVERVIEW),
    Role.PRINCIPAL: (TODAY, CLASSES, PATHWAYS, WHEN, OVERVIEW),
    Role.PROVIDER_MANAGER: (TODAY, GROUPS, PATHWAYS, WHEN, OVERVIEW),
    Role.CLASS_TEAM: (TODAY, PATHWAYS, WHEN),
    Role.CASEWORKER: (TODAY, PATHWAYS, WHEN),
    Role.PPR_ADVISOR: (TODAY, PATHWAYS, WHEN),
    Role.LEARNING_COORDINATOR: (TODAY, WHEN),
    Role.LEARNING_ADVISOR: (TODAY, PATHWAYS, WHEN),
    Role.STEERING_GROUP: (TODAY, OVERVIEW),
    Role.EVALUATOR: (TODAY, OVERVIEW),
    Role.TRAINING_LEAD: (TODAY,),
    Role.ADMINISTRATOR: (TODAY, STAFF, CALENDAR, TEXTS, TOOLS),
    Role.DPO: (TODAY, LOG),
}
SEARCHERS = (
    "resource_advisor",
    "group_leader",
    "principal",
    "provider_manager",
    "class_team",
    "caseworker",
    "ppr_advisor",
    "learning_advisor",
)


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
    return [
        entry
        for entry in (TODAY, CLASSES, GROUPS, PATHWAYS, WHEN, OVERVIEW, STAFF, CALENDAR, TEXTS, TOOLS, LOG)
        if entry[0] in wanted
    ]


SECTION_OF_APP = {
    "classes": "class_list",
    "parentgroups": "group_list",
    "cases": "pathway_list",
    "mapping": "pathway_list",
    "followup": "pathway_list",
    "accounts": "staff_list",
}
SECTION_OF_PAGE = {
    "absence_list": "absence_list",  # in the person's own menu
    "absence_create": "absence_list",
    "absence_create_for": "absence_list",
    "taken_over": "today",
    "pathway_detail": "pathway_list",
    "dashboard_list": "dashboard",
    "follow_up_health": "dashboard",
    "phone_calendar": "calendar",
    "school_break_create": "school_calendar",
    "school_calendar_import": "school_calendar",
    "school_calendar_save": "school_calendar",
    "rhythm_change": "school_calendar",
    "school_break_edit": "school_calendar",
    "instrument_detail": "instrument_list",
    "page_words": "instrument_list",
    "local_text_edit": "local_text_list",
    "word_list": "local_text_list",
    "word_edit": "local_text_list",
    "word_import": "local_text_list",
}


def place_of(match, name):
    """aria-current of a menu entry: "page" on the page itself, "true" on the pages below it, else nothing."""
    if match is None:
        return ""
    if match.view_name == name:
        return "page"
    below = SECTION_OF_PAGE.get(match.view_name) or SECTION_OF_APP.get(match.func.__module__.partition(".")[0], "")
    return "true" if below == name else ""


def page(request):
    """Context of every page; outside a municipality (login, errors) only the banner."""
    person = getattr(request, "person", None)
    if person and person.link:  # whoever comes by link has one errand and no menu
        person = None
    context = {
        "demo_banner": settings.DEMO,
        "session_seconds": settings.SESSION_COOKIE_AGE if person else 0,
        "nav": [],
        "person_name": "",
        "outbox_owner": "",
        "words_url": "",
        "role_line": "",
        "search_url": "",
        "change_url": "",
        "absence_url": "",
        "form_errors": False,
        "demo_accounts": [],
        "demo_password": "",
        "demo_family": None,
    }
    if settings.DEMO and not person:
        context |= {
            "demo_accounts": [(f"{name}@fjordby.example", role.label) for name, role in DEMO_ACCOUNTS],
            "demo_password": settings.DEMO_PASSWORD,
            "demo_family": (
                f"/l/{settings.DEMO_FAMILY_TOKEN}",
                settings.DEMO_FAMILY_CODE,
                f"/l/{settings.DEMO_CARER_TOKEN}",
            ),
        }
    if person:
        roles = ", ".join(str(Role(role).label) for role in person.roles)
        context |= {
            "nav": [
                {"url": reverse(name), "label": label, "current": place_of(request.resolver_match, name)}
                for name, label in entries_for(person.roles)
            ],
            "person_name": person.name,
            "outbox_owner": device_owner(person),
            "words_url": reverse("word_check"),
            "role_line": f"{person.title or roles}, {person.municipality_name}",
            "search_url": reverse("search") if person.has(*SEARCHERS) else "",
            "absence_url": reverse("absence_list") if person.has(*PERSON_ROLES, Role.ADMINISTRATOR) else "",
            "change_url": reverse("municipality_choose") if request.session.get("municipality_chosen") else "",
        }
    return context
