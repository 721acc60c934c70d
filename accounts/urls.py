"""Addresses of the room's pages."""

from django.urls import path, re_path

from accounts.views import account, sign_in, strong

urlpatterns = [
    path("auth/login", sign_in.login_page, name="auth_login"),
    path("auth/verify", sign_in.verify_page, name="auth_verify"),
    path("auth/resend", sign_in.resend_page, name="auth_resend"),
    path("auth/link/<str:token>", sign_in.link_page, name="auth_link"),
    path("auth/logout", sign_in.logout_page, name="auth_logout"),
    path("account/", account.account_page, name="account"),
    path("account/confirm", account.confirm_page, name="account_confirm"),
    path("account/addresses", account.add_address, name="account_add_address"),
    path("account/addresses/primary", account.make_primary, name="account_make_primary"),
    path("account/addresses/remove", account.remove_address, name="account_remove_address"),
    path("account/sessions/end-others", account.end_other_sessions, name="account_end_others"),
    path("account/sessions/<uuid:public_id>/end", account.end_session, name="account_end_session"),
    re_path(r"^account/data\.(?P<form>json|zip)$", account.export_data, name="account_data"),
    path("account/admin/", strong.admin_page, name="account_admin"),
    path("account/strong", strong.strong_page, name="account_strong"),
    path("account/strong/prove", strong.prove_page, name="account_strong_prove"),
    path("account/strong/enrol", strong.enrol_page, name="account_strong_enrol"),
    path("account/strong/codes", strong.new_codes, name="account_strong_codes"),
    path("account/strong/remove", strong.remove, name="account_strong_remove"),
    path("account/delete", account.delete_page, name="account_delete"),
]
