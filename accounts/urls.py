from django.urls import path

from accounts.views import drafts, people, session

urlpatterns = [
    path("konto/kommune", session.municipality_choose, name="municipality_choose"),
    path("konto/forlaeng", session.session_extend, name="session_extend"),
    path("kladde", drafts.draft_keep, name="draft_keep"),
    path("kladde/<uuid:uuid>/slet", drafts.draft_discard, name="draft_discard"),
    path("kladde/<uuid:uuid>/hent", drafts.draft_bring_back, name="draft_bring_back"),
    path("medarbejdere/", people.staff_list, name="staff_list"),
    path("medarbejdere/ny", people.staff_create, name="staff_create"),
    path("medarbejdere/<uuid:uuid>", people.staff_detail, name="staff_detail"),
    path("medarbejdere/<uuid:uuid>/rolle", people.role_create, name="role_create"),
    path("medarbejdere/rolle/<int:pk>/slut", people.role_end, name="role_end"),
    path("enheder/", people.unit_list, name="unit_list"),
    path("enheder/ny", people.unit_create, name="unit_create"),
]
