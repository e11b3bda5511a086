from django.urls import path

from mapping.views import answering, instruments, mappings

urlpatterns = [
    path("redskaber/", instruments.instrument_list, name="instrument_list"),
    path("redskaber/bekraeft", instruments.instrument_confirm, name="instrument_confirm"),
    path("redskaber/<slug:slug>", instruments.instrument_detail, name="instrument_detail"),
    path("svar/", answering.answer_home, name="answer_home"),
    path("svar/igennem", answering.answer_review, name="answer_review"),
    path("svar/tak", answering.answer_thanks, name="answer_thanks"),
    path("svar/nej", answering.answer_decline, name="answer_decline"),
    path("svar/ny", answering.answer_next_pupil, name="answer_next_pupil"),
    path("svar/<slug:slug>/<slug:key>", answering.answer_question, name="answer_question"),
    path("forloeb/<uuid:uuid>/kortlaegning", mappings.mapping_detail, name="mapping_detail"),
    path("forloeb/<uuid:uuid>/kortlaegning/<slug:kind>", mappings.mapping_begin, name="mapping_begin"),
    path("forloeb/<uuid:uuid>/boern", mappings.children_confirm, name="children_confirm"),
    path("kortlaegning/<uuid:uuid>/miljoe/<slug:informant>", mappings.environment_edit, name="environment_edit"),
    path("kortlaegning/<uuid:uuid>/afslut", mappings.mapping_complete, name="mapping_complete"),
    path("kortlaegning/<uuid:uuid>/analyse", mappings.analysis_edit, name="analysis_edit"),
    path("barn-i-forloeb/<uuid:uuid>/perspektiv/<slug:informant>", mappings.perspective_edit, name="perspective_edit"),
]
