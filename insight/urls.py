from django.urls import path

from insight.views import before, child, closing, dashboard, log, pathways, search, today

urlpatterns = [
    path("", today.today, name="today"),
    path("soeg", search.search_page, name="search"),
    path("soeg/cpr", search.search_cpr, name="search_cpr"),
    path("bekymret", search.concern, name="concern"),
    path("barn/<uuid:uuid>", child.child_detail, name="child_detail"),
    path("barn/<uuid:uuid>/adresse", child.child_address, name="child_address"),
    path("barn/<uuid:uuid>/adgang", child.child_access, name="child_access"),
    path("forloeb.<slug:kind>", pathways.pathway_list_export, name="pathway_list_export"),
    path("forloeb/", pathways.pathway_list, name="pathway_list"),
    path("forloeb/<uuid:uuid>", pathways.pathway_detail, name="pathway_detail"),
    path("forloeb/<uuid:uuid>/foer-samspil", before.pathway_before, name="pathway_before"),
    path("forloeb/<uuid:uuid>/foer-samspil/fortryd", before.pathway_before_undo, name="pathway_before_undo"),
    path("forloeb/<uuid:uuid>/afslutning", closing.pathway_closing, name="pathway_closing"),
    path("forloeb/<uuid:uuid>/afslutning.pdf", closing.pathway_closing_pdf, name="pathway_closing_pdf"),
    path("forloeb/<uuid:uuid>/afslut", closing.pathway_close, name="pathway_close"),
    path("forloeb/<uuid:uuid>/aabne-tiltag", closing.closing_measures, name="closing_measures"),
    path("overblik.<slug:kind>", dashboard.dashboard_export, name="dashboard_export"),
    path("overblik/", dashboard.dashboard, name="dashboard"),
    path("overblik/<slug:indicator>/", dashboard.dashboard_list, name="dashboard_list"),
    path("overblik/<slug:indicator>.<slug:kind>", dashboard.dashboard_list_export, name="dashboard_list_export"),
    path("log/", log.access_log, name="access_log"),
]
