from django.urls import path

from cases.views import annexes, notes, offers, people, plan_parts, plans, sharing

urlpatterns = [
    path("barn-i-forloeb/<uuid:uuid>/tilbud", offers.offer_edit, name="offer_edit"),
    path("barn-i-forloeb/<uuid:uuid>/foraeldremyndighed", offers.custody_edit, name="custody_edit"),
    path("barn-i-forloeb/<uuid:uuid>/grundlag", sharing.basis_record, name="basis_record"),
    path("grundlag/<uuid:uuid>/traek-tilbage", sharing.basis_withdraw, name="basis_withdraw"),
    path("barn-i-forloeb/<uuid:uuid>/deling", sharing.sharing_detail, name="sharing_detail"),
    path("barn-i-forloeb/<uuid:uuid>/del", sharing.exchange_create, name="exchange_create"),
    path("barn/<uuid:uuid>/notat", notes.note_create, name="note_create"),
    path("forloeb/<uuid:uuid>/folk", people.pathway_people, name="pathway_people"),
    path("forloeb/<uuid:uuid>/folk/<int:pk>/slut", people.pathway_person_leave, name="pathway_person_leave"),
    path("forloeb/<uuid:uuid>/plan", plans.plan_detail, name="plan_detail"),
    path("forloeb/<uuid:uuid>/plan.pdf", plans.plan_pdf, name="plan_pdf"),
    path("forloeb/<uuid:uuid>/plan/ny", plans.plan_new_version, name="plan_new_version"),
    path("forloeb/<uuid:uuid>/plan/versioner", plans.plan_history, name="plan_history"),
    path("plan/<uuid:uuid>/ret", plans.plan_edit, name="plan_edit"),
    path("plan/<uuid:uuid>/del", plans.plan_share, name="plan_share"),
    path("plan/<uuid:uuid>/saet-i-kraft", plans.plan_put_in_force, name="plan_put_in_force"),
    path("plan/<uuid:uuid>/fortalt", plans.presentation_create, name="presentation_create"),
    path("plan/<uuid:uuid>/maal", plan_parts.goal_create, name="goal_create"),
    path("plan/<uuid:uuid>/tiltag", plan_parts.measure_create, name="measure_create"),
    path("maal/<uuid:uuid>", plan_parts.goal_edit, name="goal_edit"),
    path("tiltag/<uuid:uuid>", plan_parts.measure_edit, name="measure_edit"),
    path("barn-i-forloeb/<uuid:uuid>/bilag", annexes.annex_detail, name="annex_detail"),
    path("barn-i-forloeb/<uuid:uuid>/bilag.pdf", annexes.annex_pdf, name="annex_pdf"),
    path("bilag/<uuid:uuid>/ret", annexes.annex_edit, name="annex_edit"),
    path("bilag/<uuid:uuid>/maal", plan_parts.annex_goal_create, name="annex_goal_create"),
    path("bilag/<uuid:uuid>/tiltag", plan_parts.annex_measure_create, name="annex_measure_create"),
]
