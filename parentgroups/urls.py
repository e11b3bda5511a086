from django.urls import path

from parentgroups import views

urlpatterns = [
    path("foraeldregrupper/", views.group_list, name="group_list"),
    path("foraeldregrupper/ny", views.group_create, name="group_create"),
    path("foraeldregruppe/<uuid:uuid>", views.group_detail, name="group_detail"),
    path("foraeldregruppe/<uuid:uuid>/ret", views.group_edit, name="group_edit"),
    path("foraeldregruppe/<uuid:uuid>/inviter", views.enrolment_create, name="enrolment_create"),
    path("foraeldregruppe/<uuid:uuid>/gennemfoert", views.group_complete, name="group_complete"),
    path("familie/<uuid:uuid>/opkald", views.call_create, name="call_create"),
    path("familie/<uuid:uuid>/<slug:move>", views.enrolment_move, name="enrolment_move"),
    path("moedegang/<uuid:uuid>", views.session_register, name="session_register"),
    path("moedegang/<uuid:uuid>/fremmoede", views.register_marks, name="register_marks"),
    path("moedegang/<uuid:uuid>/liste.pdf", views.register_paper, name="register_paper"),
    path("moedegang/<uuid:uuid>/ret", views.group_session_edit, name="group_session_edit"),
    path("opkald/<uuid:uuid>/fortryd", views.call_undo, name="call_undo"),
]
