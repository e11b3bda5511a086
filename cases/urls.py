from django.urls import path

from cases.views import people

urlpatterns = [
    path("forloeb/<uuid:uuid>/folk", people.pathway_people, name="pathway_people"),
    path("forloeb/<uuid:uuid>/folk/<int:pk>/slut", people.pathway_person_leave, name="pathway_person_leave"),
]
