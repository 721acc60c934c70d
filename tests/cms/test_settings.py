"""Settings come from the environment only; a missing or unsafe value stops the start with its name."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

PRODUCTION = {
    "SECRET_KEY": "production-" + "k" * 60,
    "BASE_URL": "https://events.example.org",
    "DATABASE_URL": "postgres://foyer@127.0.0.1:5432/foyer",
}


def run_python(code: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-W", "ignore", *code.split(" ")],
        env=inherited | environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY must be set"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY must have at least 50 characters"),
        ({"BASE_URL": ""}, "BASE_URL must be set"),
        ({"BASE_URL": "http://events.example.org"}, "BASE_URL must use https"),
        ({"BASE_URL": "https://events.example.org/path"}, "BASE_URL must look like"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must name hosts"),
        ({"DATABASE_URL": "sqlite:///x.db"}, "DATABASE_URL must name a PostgreSQL server"),
        ({"MAIL_SERVICE": "pigeon"}, "MAIL_SERVICE must be one of: brevo, mailgun, postmark, resend."),
        ({"MAIL_SERVICE": "resend"}, "MAIL_SERVICE needs MAIL_SERVICE_KEY"),
        (
            {"MAIL_SERVICE": "resend", "MAIL_SERVICE_KEY": "k", "MAIL_WEBHOOK_SECRET": "short"},
            "MAIL_WEBHOOK_SECRET must look like name:password",
        ),
        ({"TWILIO_ACCOUNT_SID": "AC1", "TWILIO_SENDER": "+1500"}, "TWILIO_ACCOUNT_SID needs TWILIO_AUTH_TOKEN"),
        ({"TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": "t"}, "TWILIO_ACCOUNT_SID needs TWILIO_AUTH_TOKEN"),
        (
            {"TWILIO_ACCOUNT_SID": "A", "TWILIO_AUTH_TOKEN": "t", "TWILIO_SENDER": "+1", "TWILIO_API_KEY": "SK"},
            "TWILIO_API_KEY and TWILIO_API_SECRET belong together",
        ),
    ],
)
def test_production_start_refuses_unsafe_value_by_name(changed, message, tmp_path):
    result = run_python("-m cms.settings", PRODUCTION | {"VAR_DIR": str(tmp_path)} | changed)

    assert result.returncode == 1
    assert message in result.stderr.splitlines()[-1]


def test_mail_service_is_set_up_from_the_environment(tmp_path):
    chosen = {"MAIL_SERVICE": "mailgun", "MAIL_SERVICE_KEY": "k1", "MAIL_SERVICE_URL": "https://api.eu.mailgun.net/v3"}
    secrets = {"MAIL_WEBHOOK_SECRET": "foyer:a-secret-of-its-own", "MAIL_SIGNING_KEY": "s1"}
    code = "-c import\tcms.settings\tas\ts;print(s.EMAIL_BACKEND,sorted(s.ANYMAIL.items()))"

    result = run_python(code, PRODUCTION | {"VAR_DIR": str(tmp_path)} | chosen | secrets)

    assert result.stdout.strip() == (
        "anymail.backends.mailgun.EmailBackend [('MAILGUN_API_KEY', 'k1'), "
        "('MAILGUN_API_URL', 'https://api.eu.mailgun.net/v3'), ('MAILGUN_WEBHOOK_SIGNING_KEY', 's1'), "
        "('REQUESTS_TIMEOUT', 15), ('WEBHOOK_SECRET', 'foyer:a-secret-of-its-own')]"
    )


def test_production_settings_pass_the_deployment_check(tmp_path):
    result = run_python("manage.py check --deploy --fail-level WARNING", PRODUCTION | {"VAR_DIR": str(tmp_path)})

    assert (result.returncode, result.stderr) == (0, "")
