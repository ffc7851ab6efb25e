"""The addresses of cases; none holds a name or a word of a client."""

from django.urls import path

from goldthread.cases.views import (
    alerts,
    case,
    clients,
    joining,
    merging,
    opening,
    people,
    placements,
    referrals,
    siblings,
    team,
)

app_name = "cases"

urlpatterns = [
    path("clients/", clients.clients, name="clients"),
    path("clients/find/", clients.find, name="find"),
    path("clients/new/", opening.new, name="new"),
    path("clients/<uuid:client_id>/details/", clients.change_client, name="change_client"),
    path("clients/<uuid:client_id>/siblings/new/", siblings.link, name="link_sibling"),
    path("clients/<uuid:client_id>/siblings/<uuid:link_id>/out/", siblings.strike, name="strike_sibling"),
    path("clients/<uuid:client_id>/placements/", placements.of_client, name="placements"),
    path("clients/<uuid:client_id>/placements/new/", placements.place, name="place"),
    path("clients/<uuid:client_id>/placements/<uuid:placement_id>/end/", placements.end, name="end_placement"),
    path("clients/<uuid:client_id>/placements/<uuid:placement_id>/mend/", placements.mend, name="mend_placement"),
    path("clients/<uuid:client_id>/placements/<uuid:placement_id>/out/", placements.strike, name="strike_placement"),
    path("clients/<uuid:client_id>/merge/", merging.merge, name="merge"),
    path("clients/<uuid:client_id>/merges/<uuid:merge_id>/back/", merging.unmerge, name="unmerge"),
    path("cases/<uuid:case_id>/", case.case, name="case"),
    path("cases/<uuid:case_id>/change/", case.change, name="change"),
    path("cases/<uuid:case_id>/clients/new/", case.add_client, name="add_client"),
    path("cases/<uuid:case_id>/clients/<uuid:client_id>/leave/", case.leave, name="leave"),
    path("cases/<uuid:case_id>/clients/join/", joining.join, name="join"),
    path("cases/<uuid:case_id>/clients/<uuid:client_id>/back/", joining.bring_back, name="bring_back"),
    path("cases/<uuid:case_id>/referrals/new/", referrals.refer, name="refer"),
    path("cases/<uuid:case_id>/referrals/<uuid:identity>/", referrals.change, name="change_referral"),
    path("cases/<uuid:case_id>/referrals/<uuid:identity>/out/", referrals.strike, name="strike_referral"),
    path("cases/<uuid:case_id>/close/", case.close, name="close"),
    path("cases/<uuid:case_id>/reopen/", case.reopen, name="reopen"),
    path("cases/<uuid:case_id>/people/new/", people.add, name="add_person"),
    path("cases/<uuid:case_id>/people/known/", people.known, name="known_people"),
    path("cases/<uuid:case_id>/people/<uuid:identity>/", people.change, name="change_person"),
    path("cases/<uuid:case_id>/people/<uuid:identity>/roles/new/", people.relate, name="relate"),
    path("cases/<uuid:case_id>/roles/<uuid:link_id>/end/", people.end, name="end_relationship"),
    path("cases/<uuid:case_id>/roles/<uuid:link_id>/mend/", people.mend, name="mend_relationship"),
    path("cases/<uuid:case_id>/alerts/new/", alerts.warn, name="warn"),
    path("cases/<uuid:case_id>/alerts/<uuid:alert_id>/end/", alerts.end, name="end_warning"),
    path("cases/<uuid:case_id>/team/new/", team.assign, name="assign"),
    path("cases/<uuid:case_id>/team/<uuid:member_id>/end/", team.unassign, name="unassign"),
]
