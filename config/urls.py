from allauth.account import views as account
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path
from django.views.generic import TemplateView
from django.views.i18n import set_language

from core import health, offline

# allauth's own pages, one by one: no sign-up by yourself, no second address. The names are allauth's.
account_urls = [
    path("login", account.login, name="account_login"),
    path("logout", offline.leaves_nothing(account.logout), name="account_logout"),
    path("ny", account.signup, name="account_signup"),
    path("inaktiv", account.account_inactive, name="account_inactive"),
    path("bekraeft", account.reauthenticate, name="account_reauthenticate"),
    path("glemt", account.password_reset, name="account_reset_password"),
    path("glemt/sendt", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^nulstil/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",  # path() would split at the wrong dash
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("nulstil/faerdig", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("sprog", login_not_required(set_language), name="set_language"),
]

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("favicon.ico", offline.favicon, name="favicon"),
    path("offline/", offline.offline, name="offline"),
    path("sw.js", offline.service_worker, name="service_worker"),
    path(
        "tilgaengelighed",
        login_not_required(TemplateView.as_view(template_name="accessibility.html")),
        name="accessibility",
    ),
    path("konto/", include(account_urls)),
    path("", include("accounts.urls")),
    path("", include("cases.urls")),
    path("", include("mapping.urls")),
    path("", include("classes.urls")),
    path("", include("parentgroups.urls")),
    path("", include("followup.urls")),
    path("", include("insight.urls")),
]
