"""Addresses of the room schedule; a visit is named by its plan and the day on which that has it."""

from django.urls import path

import goldthread.page.addresses  # noqa: F401
from goldthread.schedule import views, views_team

app_name = "schedule"
urlpatterns = [
    path("team/<uuid:staff_id>/leaves/", views_team.leaves, name="leaves"),
    path("cases/<uuid:case_id>/visits/new/", views.plan, name="plan"),
    path("cases/<uuid:case_id>/visits/units/", views.plan_units, name="plan_units"),
    path("visits/<uuid:visit_id>/<day:day>/units/", views.change_units, name="change_units"),
    path("visits/<uuid:visit_id>/<day:day>/change/", views.change, name="change"),
    path("visits/<uuid:visit_id>/<day:day>/move/", views.move, name="move"),
    path("visits/<uuid:visit_id>/<day:day>/move/units/", views.move_units, name="move_units"),
    path("visits/<uuid:visit_id>/<day:day>/end/", views.end, name="end"),
]
