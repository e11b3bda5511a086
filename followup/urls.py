from django.urls import path

from followup import views

urlpatterns = [
    path("opfoelgninger/", views.occurrence_list, name="occurrence_list"),
    path("opfoelgning/<uuid:uuid>/hold", views.occurrence_hold, name="occurrence_hold"),
    path("opfoelgning/<uuid:uuid>/flyt", views.occurrence_move, name="occurrence_move"),
    path("opfoelgning/<uuid:uuid>/ikke-holdt", views.occurrence_not_held, name="occurrence_not_held"),
    path("moede/<uuid:uuid>", views.meeting_detail, name="meeting_detail"),
    path("forloeb/<uuid:uuid>/start", views.pathway_start, name="pathway_start"),
    path("forloeb/<uuid:uuid>/afslut", views.pathway_close, name="pathway_close"),
    path("skolekalender/", views.school_calendar, name="school_calendar"),
    path("skolekalender/ny", views.school_break_create, name="school_break_create"),
    path("skolekalender/<int:pk>", views.school_break_edit, name="school_break_edit"),
]
