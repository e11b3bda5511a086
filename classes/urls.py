from django.urls import path

from classes.views import imports, log, roster, selection

urlpatterns = [
    path("klasser/", roster.class_list, name="class_list"),
    path("klasser/ny", roster.class_create, name="class_create"),
    path("klasser/hent", imports.class_import, name="class_import"),
    path("klasser/hent/<uuid:uuid>", imports.class_import_preview, name="class_import_preview"),
    path("klasse/<uuid:uuid>", roster.class_detail, name="class_detail"),
    path("klasse/<uuid:uuid>/elev", roster.pupil_create, name="pupil_create"),
    path("elev/<uuid:uuid>/flyt", roster.pupil_move, name="pupil_move"),
    path("klasse/<uuid:uuid>/nyt-skoleaar", roster.class_move_up, name="class_move_up"),
    path("klasse/<uuid:uuid>/udvaelg", selection.selection_create, name="selection_create"),
    path("udvaelgelse/<uuid:uuid>", selection.selection_detail, name="selection_detail"),
    path("udvaelgelse/<uuid:uuid>/ret", selection.selection_edit, name="selection_edit"),
    path("udvaelgelse/<uuid:uuid>/stem", selection.selection_vote, name="selection_vote"),
    path("udvaelgelse/<uuid:uuid>/afgoer", selection.selection_decide, name="selection_decide"),
    path("udvaelgelse/<uuid:uuid>/svar", selection.selection_answer, name="selection_answer"),
    path("forloeb/<uuid:uuid>/session", log.session_create, name="session_create"),
    path("forloeb/<uuid:uuid>/sessioner", log.session_list, name="session_list"),
    path("session/<uuid:uuid>/fortryd", log.session_undo, name="session_undo"),
    path("forloeb/<uuid:uuid>/tolaerer", log.co_teaching_edit, name="co_teaching_edit"),
]
