from django.urls import path

from accounts import views

urlpatterns = [
    path("konto/kommune", views.municipality_choose, name="municipality_choose"),
    path("konto/forlaeng", views.session_extend, name="session_extend"),
]
