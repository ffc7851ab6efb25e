"""The addresses of needs and strengths; none holds a code or a word of a client."""

from django.urls import path

from goldthread.needs.views import diagnoses, measures, needs, own, pages

app_name = "needs"

_OF = "clients/<uuid:client_id>/needs/"
urlpatterns = [
    path("services/measures/", own.listed, name="own_measures"),
    path("services/measures/new/", own.define, name="define_measure"),
    path("services/measures/<uuid:identity>/end/", own.end, name="end_measure"),
    path(_OF, pages.of_client, name="of_client"),
    path(f"{_OF}new/", needs.add, name="add_need"),
    path(f"{_OF}diagnoses/new/", diagnoses.add, name="add_diagnosis"),
    path(f"{_OF}diagnoses/<uuid:identity>/", diagnoses.change, name="change_diagnosis"),
    path(f"{_OF}diagnoses/<uuid:identity>/end/", diagnoses.end, name="end_diagnosis"),
    path(f"{_OF}diagnoses/<uuid:identity>/out/", diagnoses.strike, name="strike_diagnosis"),
    path("clients/<uuid:client_id>/measures/", measures.of_client, name="measures"),
    path("clients/<uuid:client_id>/measures/<slug:key>/new/", measures.fill_in, name="fill_in"),
    path("clients/<uuid:client_id>/measures/<uuid:identity>/", measures.score, name="score"),
    path("clients/<uuid:client_id>/measures/<uuid:identity>/out/", measures.strike, name="strike_score"),
    path(f"{_OF}<uuid:identity>/", needs.change, name="change_need"),
    path(f"{_OF}<uuid:identity>/end/", needs.end, name="end_need"),
    path(f"{_OF}<uuid:identity>/out/", needs.strike, name="strike_need"),
]
