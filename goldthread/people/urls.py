"""Where one signs in and out, and one's account."""

from django.urls import path

from goldthread.people import (
    views,
    views_agency,
    views_calendar,
    views_policies,
    views_renewal,
    views_staff,
)

app_name = "people"
urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/code/", views.code, name="code"),
    path("sign-in/set-up/", views.set_up, name="set_up"),
    path("sign-in/passkey/options/", views.passkey_options, name="passkey_options"),
    path("sign-in/passkey/", views.passkey_sign_in, name="passkey"),
    path("sign-in/renew/", views_renewal.renew, name="renew"),
    path("sign-in/renew/options/", views_renewal.renew_options, name="renew_options"),
    path("sign-in/renew/passkey/", views_renewal.renew_by_passkey, name="renew_passkey"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("account/", views.account, name="account"),
    path("account/sessions/end/", views.end_sessions, name="end_sessions"),
    path("account/here/", views_renewal.here, name="here"),
    path("account/passkeys/options/", views.new_passkey_options, name="new_passkey_options"),
    path("account/passkeys/", views.add_passkey, name="add_passkey"),
    path("account/passkeys/<uuid:passkey_id>/remove/", views.remove_passkey, name="remove_passkey"),
    path("staff/", views_staff.everybody, name="staff"),
    path("staff/new/", views_staff.new, name="new_staff"),
    path("staff/<uuid:staff_id>/", views_staff.member, name="member"),
    path("staff/<uuid:staff_id>/name/", views_staff.name, name="change_staff"),
    path("staff/<uuid:staff_id>/role/", views_staff.give_role, name="give_role"),
    path("staff/<uuid:staff_id>/role/<uuid:held_id>/end/", views_staff.end_role, name="end_role"),
    path("staff/<uuid:staff_id>/credential/", views_staff.add_credential, name="add_credential"),
    path(
        "staff/<uuid:staff_id>/credential/<uuid:credential_id>/end/", views_staff.end_credential, name="end_credential"
    ),
    path("staff/<uuid:staff_id>/supervisor/", views_staff.supervise, name="supervise"),
    path("staff/<uuid:staff_id>/supervisor/<uuid:link_id>/end/", views_staff.end_supervision, name="end_supervision"),
    path("staff/<uuid:staff_id>/password/", views_staff.password, name="give_password"),
    path("staff/<uuid:staff_id>/second-factor/", views_staff.second_factor, name="second_factor"),
    path("staff/<uuid:staff_id>/leave/", views_staff.deactivate, name="deactivate"),
    path("staff/<uuid:staff_id>/return/", views_staff.reactivate, name="reactivate"),
    path("agency/", views_calendar.agency, name="agency"),
    path("agency/name/", views_calendar.name_agency, name="name_agency"),
    path("agency/days-off/new/", views_calendar.add_holiday, name="add_holiday"),
    path("agency/days-off/<uuid:holiday_id>/end/", views_calendar.end_holiday, name="end_holiday"),
    path("policies/", views_policies.policy_list, name="policies"),
    path("policies/new/", views_policies.add_policy, name="add_policy"),
    path("policies/new/<slug:subject>/", views_policies.add_policy, name="add_policy_about"),
    path("policies/packs/<slug:key>/", views_policies.pack, name="pack"),
    path("policies/pack/", views_policies.load_policies, name="load_policies"),
    path("policies/<uuid:policy_id>/end/", views_policies.end_policy, name="end_policy"),
    path("services/", views_agency.service_list, name="services"),
    path("services/new/", views_agency.add_service, name="add_service"),
    path("services/modality/", views_agency.add_modality, name="add_modality"),
    path("services/program/", views_agency.add_program, name="add_program"),
    path("services/<uuid:row_id>/end/", views_agency.end_service, name="end_service"),
]
