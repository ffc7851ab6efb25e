"""Where one signs in and out, and one's account."""

from django.urls import path

from goldthread.people import views

app_name = "people"
urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/code/", views.code, name="code"),
    path("sign-in/set-up/", views.set_up, name="set_up"),
    path("sign-in/passkey/options/", views.passkey_options, name="passkey_options"),
    path("sign-in/passkey/", views.passkey_sign_in, name="passkey"),
    path("sign-in/renew/", views.renew, name="renew"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("account/", views.account, name="account"),
    path("account/passkeys/options/", views.new_passkey_options, name="new_passkey_options"),
    path("account/passkeys/", views.add_passkey, name="add_passkey"),
    path("account/passkeys/<uuid:passkey_id>/remove/", views.remove_passkey, name="remove_passkey"),
]
