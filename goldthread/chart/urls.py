"""Pages across rooms."""

from django.urls import path

import goldthread.page.addresses  # noqa: F401
from goldthread.chart import (
    views,
    views_as_of,
    views_brief,
    views_search,
    views_team,
    views_tried,
    views_visits,
    views_year,
)

app_name = "chart"
urlpatterns = [
    path("", views.today, name="today"),
    path("clients/<uuid:client_id>/", views.file, name="file"),
    path("clients/<uuid:client_id>/brief/", views_brief.handoff, name="brief"),
    path("clients/<uuid:client_id>/tried/", views_tried.told, name="tried"),
    path("clients/<uuid:client_id>/as-of/", views_as_of.stood, name="as_of"),
    path("clients/<uuid:client_id>/year/<int:year>/", views_year.year, name="year"),
    path("search/", views_search.search, name="search"),
    path("search/<uuid:entry_id>/older/", views_search.older, name="older"),
    path("search/<uuid:entry_id>/newer/", views_search.newer, name="newer"),
    path("visits/", views_visits.week, name="visits"),
    path("visits/<uuid:visit_id>/<day:day>/", views_visits.visit, name="visit"),
    path("cases/<uuid:case_id>/visits/", views_visits.of_case, name="case_visits"),
    path("team/", views_team.team, name="team"),
    path("team/<uuid:staff_id>/", views_team.worker, name="worker"),
    path("team/drafts/<uuid:draft_id>/", views_team.left_draft, name="left_draft"),
    path("record-check/", views.record_check, name="record_check"),
]
