from django.urls import path

from accounts.views import drafts, people, session, texts, undo

urlpatterns = [
    path("konto/kommune", session.municipality_choose, name="municipality_choose"),
    path("konto/forlaeng", session.session_extend, name="session_extend"),
    path("kladde", drafts.draft_keep, name="draft_keep"),
    path("kladde/<uuid:uuid>/slet", drafts.draft_discard, name="draft_discard"),
    path("kladde/<uuid:uuid>/hent", drafts.draft_bring_back, name="draft_bring_back"),
    path("fortryd/<uuid:key>", undo.undo, name="undo"),
    path("medarbejdere/", people.staff_list, name="staff_list"),
    path("medarbejdere/ny", people.staff_create, name="staff_create"),
    path("medarbejdere/<uuid:uuid>", people.staff_detail, name="staff_detail"),
    path("medarbejdere/<uuid:uuid>/rolle", people.role_create, name="role_create"),
    path("medarbejdere/rolle/<int:pk>/slut", people.role_end, name="role_end"),
    path("medarbejdere/rolle/<int:pk>/fortryd", people.role_undo, name="role_undo"),
    path("medarbejdere/rolle/<int:pk>/slut/fortryd/<str:day>", people.role_end_undo, name="role_end_undo"),
    path("tekster/", texts.local_text_list, name="local_text_list"),
    path("tekster/ret", texts.local_text_edit, name="local_text_edit"),
    path("tekster/fortryd", texts.local_text_undo, name="local_text_undo"),
    path("ord/", texts.word_list, name="word_list"),
    path("ord/indlaes", texts.word_import, name="word_import"),
    path("ord/forslag", texts.word_starter, name="word_starter"),
    path("ord/tjek", texts.word_check, name="word_check"),
    path("ord/samlet/<uuid:batch>/fortryd", texts.word_import_undo, name="word_import_undo"),
    path("ord/<uuid:uuid>", texts.word_edit, name="word_edit"),
    path("ord/<uuid:uuid>/fjern", texts.word_remove, name="word_remove"),
    path("ord/<uuid:uuid>/fortryd", texts.word_undo, name="word_undo"),
    path("enheder/", people.unit_list, name="unit_list"),
    path("enheder/ny", people.unit_create, name="unit_create"),
]
