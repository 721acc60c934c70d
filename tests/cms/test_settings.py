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
    ],
)
def test_production_start_refuses_unsafe_value_by_name(changed, message, tmp_path):
    result = run_python("-m cms.settings", PRODUCTION | {"VAR_DIR": str(tmp_path)} | changed)

    assert result.returncode == 1
    assert message in result.stderr.splitlines()[-1]


def test_production_settings_pass_the_deployment_check(tmp_path):
    result = run_python("manage.py check --deploy --fail-level WARNING", PRODUCTION | {"VAR_DIR": str(tmp_path)})

    assert (result.returncode, result.stderr) == (0, "")
