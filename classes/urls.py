from django.urls import path

from classes.views import co_teaching, imports, log, questions, roster, selection, team, timetable

urlpatterns = [
    path("klasser/", roster.class_list, name="class_list"),
    path("klasser/ny", roster.class_create, name="class_create"),
    path("klasser/hent", imports.class_import, name="class_import"),
    path("klasser/hent/<uuid:uuid>", imports.class_import_preview, name="class_import_preview"),
    path("klasse/<uuid:uuid>", roster.class_detail, name="class_detail"),
    path("klasse/<uuid:uuid>/elev", roster.pupil_create, name="pupil_create"),
    path("elev/<uuid:uuid>/ret", roster.pupil_edit, name="pupil_edit"),
    path("elev/<uuid:uuid>/flyt", roster.pupil_move, name="pupil_move"),
    path("klasse/<uuid:uuid>/nyt-skoleaar", roster.class_move_up, name="class_move_up"),
    path("klasse/<uuid:uuid>/udvaelg", selection.selection_create, name="selection_create"),
    path("udvaelgelse/<uuid:uuid>", selection.selection_detail, name="selection_detail"),
    path("udvaelgelse/<uuid:uuid>/ret", selection.selection_edit, name="selection_edit"),
    path("udvaelgelse/<uuid:uuid>/stem", selection.selection_vote, name="selection_vote"),
    path(
        "udvaelgelse/<uuid:uuid>/stem/<slug:party>/fortryd", selection.selection_vote_undo, name="selection_vote_undo"
    ),
    path("udvaelgelse/<uuid:uuid>/afgoer", selection.selection_decide, name="selection_decide"),
    path("udvaelgelse/<uuid:uuid>/svar", selection.selection_answer, name="selection_answer"),
    path("forloeb/<uuid:uuid>/session", log.session_create, name="session_create"),
    path("forloeb/<uuid:uuid>/sessioner", log.session_list, name="session_list"),
    path("session/<uuid:uuid>/ret", log.session_edit, name="session_edit"),
    path("session/<uuid:uuid>/fortryd", log.session_undo, name="session_undo"),
    path("session/<uuid:uuid>/gendan", log.session_restore, name="session_restore"),
    path("forloeb/<uuid:uuid>/tolaerer", co_teaching.co_teaching_edit, name="co_teaching_edit"),
    path("forloeb/<uuid:uuid>/tolaerer/<str:monday>/fortryd", co_teaching.co_teaching_undo, name="co_teaching_undo"),
    path("klasse/<uuid:uuid>/skema", timetable.class_timetable, name="class_timetable"),
    path("klasse/<uuid:uuid>/puls", team.class_pulse, name="class_pulse"),
    path("klasse/<uuid:uuid>/puls/<int:year>-<int:week>/fortryd", team.pulse_undo, name="pulse_undo"),
    path("klasse/<uuid:uuid>/belastning", team.team_strain, name="team_strain"),
    path("klasse/<uuid:uuid>/belastning/<int:year>-<int:week>/fortryd", team.strain_undo, name="strain_undo"),
    path("forloeb/<uuid:uuid>/spoerg", questions.question_list, name="question_list"),
    path("spoergsmaal/<uuid:uuid>", questions.question_answer, name="question_answer"),
    path("spoergsmaal/<uuid:uuid>/traek-tilbage", questions.question_withdraw, name="question_withdraw"),
    path("spoergsmaal/<uuid:uuid>/fortryd", questions.answer_undo, name="answer_undo"),
]
