from django.urls import path

from mapping import views

urlpatterns = [
    path("forloeb/<uuid:uuid>/kortlaegning", views.mapping_detail, name="mapping_detail"),
    path("forloeb/<uuid:uuid>/kortlaegning/<slug:kind>", views.mapping_begin, name="mapping_begin"),
    path("forloeb/<uuid:uuid>/boern", views.children_confirm, name="children_confirm"),
    path("kortlaegning/<uuid:uuid>/miljoe/<slug:informant>", views.environment_edit, name="environment_edit"),
    path("kortlaegning/<uuid:uuid>/afslut", views.mapping_complete, name="mapping_complete"),
    path("kortlaegning/<uuid:uuid>/analyse", views.analysis_edit, name="analysis_edit"),
    path("barn-i-forloeb/<uuid:uuid>/perspektiv/<slug:informant>", views.perspective_edit, name="perspective_edit"),
]
