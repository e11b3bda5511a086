from django.urls import path

from accounts import views

urlpatterns = [
    path("konto/kommune", views.municipality_choose, name="municipality_choose"),
    path("konto/forlaeng", views.session_extend, name="session_extend"),
    path("medarbejdere/", views.staff_list, name="staff_list"),
    path("medarbejdere/ny", views.staff_create, name="staff_create"),
    path("medarbejdere/<uuid:uuid>", views.staff_detail, name="staff_detail"),
    path("medarbejdere/<uuid:uuid>/rolle", views.role_create, name="role_create"),
    path("medarbejdere/rolle/<int:pk>/slut", views.role_end, name="role_end"),
    path("enheder/", views.unit_list, name="unit_list"),
    path("enheder/ny", views.unit_create, name="unit_create"),
]
