from django.urls import path

from mapping.views import mappings

urlpatterns = [
    path("forloeb/<uuid:uuid>/kortlaegning", mappings.mapping_detail, name="mapping_detail"),
    path("forloeb/<uuid:uuid>/kortlaegning/<slug:kind>", mappings.mapping_begin, name="mapping_begin"),
    path("forloeb/<uuid:uuid>/boern", mappings.children_confirm, name="children_confirm"),
    path("kortlaegning/<uuid:uuid>/miljoe/<slug:informant>", mappings.environment_edit, name="environment_edit"),
    path("kortlaegning/<uuid:uuid>/afslut", mappings.mapping_complete, name="mapping_complete"),
    path("kortlaegning/<uuid:uuid>/analyse", mappings.analysis_edit, name="analysis_edit"),
    path("barn-i-forloeb/<uuid:uuid>/perspektiv/<slug:informant>", mappings.perspective_edit, name="perspective_edit"),
]
