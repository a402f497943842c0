"""Signing in, factors, sessions, the own account."""

from django.urls import URLPattern, path

import network.identifiers  # noqa: F401 - registers `id`
from network.views import account, arrivals, factors, passkeys, resets, sessions
from network.views import sign_in as entrance

sign_in: list[URLPattern] = [
    path("sign-in/", entrance.sign_in, name="sign_in"),
    path("sign-in/passkey/begin/", passkeys.begin, name="passkey_begin"),
    path("sign-in/passkey/complete/", passkeys.complete, name="passkey_complete"),
    path("second-factor/", entrance.second_factor, name="second_factor"),
    path("sign-out/", entrance.leave, name="sign_out"),
    path("language/", entrance.language, name="language"),
    path("carried/", entrance.carried, name="carried"),
    path("enrol/", factors.enrol, name="enrol"),
    path("enrol/code/", factors.enrol_totp, name="enrol_totp"),
    path("enrol/code/picture/", factors.enrol_totp_qr, name="enrol_totp_qr"),
    path("enrol/passkey/begin/", passkeys.begin_enrolment, name="enrol_passkey_begin"),
    path("enrol/passkey/complete/", passkeys.complete_enrolment, name="enrol_passkey_complete"),
    path("enrol/recovery/", factors.enrol_recovery, name="enrol_recovery"),
    path("forgotten/", arrivals.forgotten, name="forgotten"),
    path("link/<str:token>/", arrivals.link, name="link"),
    path("arrival/", arrivals.arrival, name="arrival"),
    path("sessions/", sessions.sessions, name="sessions"),
    path("sessions/end/", sessions.end, name="end_session"),
    path("account/", account.account, name="account"),
    path("account/password/", account.password, name="password"),
    path("account/address/", account.address, name="address"),
    path("account/address/<id:public_id>/keep/", account.keep_address, name="keep_address"),
    path("account/factor/remove/", factors.remove, name="remove_factor"),
    path("account/switch/", entrance.switch, name="switch"),
    path("resets/", resets.resets, name="resets"),
    path("resets/ask/<id:public_id>/", resets.ask, name="ask_reset"),
    path("resets/<id:public_id>/confirm/", resets.confirm, name="confirm_reset"),
    path("resets/<id:public_id>/cancel/", resets.cancel, name="cancel_reset"),
]
