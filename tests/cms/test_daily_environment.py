"""Daily's settings: a key without its secret, a weak secret or a wrong address stops the start by name."""

import base64
import os

import pytest
from django.core.exceptions import ImproperlyConfigured

from cms import live_environment
from cms.live_environment import daily_config

HMAC = base64.b64encode(b"h" * 32).decode()
KEY = {"DAILY_API_KEY": "key", "DAILY_WEBHOOK_HMAC": HMAC}


@pytest.fixture(autouse=True)
def _without_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("DAILY_"):
            monkeypatch.delenv(name)


def test_without_a_key_there_is_no_account():
    assert daily_config() is None


def test_account_is_read_and_keeps_its_secrets(monkeypatch: pytest.MonkeyPatch):
    for name, value in KEY.items():
        monkeypatch.setenv(name, value)

    config = daily_config()

    assert config is not None
    assert (config.api_key, config.webhook_hmac, config.url) == ("key", HMAC, "https://api.daily.co/v1")
    assert config.room_limit == 200
    assert repr(config) == "DailyConfig(url='https://api.daily.co/v1', room_limit=200)"


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({"DAILY_API_KEY": "key"}, "DAILY_WEBHOOK_HMAC must be set together with DAILY_API_KEY"),
        ({"DAILY_WEBHOOK_HMAC": HMAC}, "DAILY_API_KEY must be set together with DAILY_WEBHOOK_HMAC"),
        ({**KEY, "DAILY_WEBHOOK_HMAC": "no base64!"}, "DAILY_WEBHOOK_HMAC must be base64"),
        ({**KEY, "DAILY_WEBHOOK_HMAC": "c2hvcnQ="}, "DAILY_WEBHOOK_HMAC must hold at least 32 bytes"),
        ({**KEY, "DAILY_ROOM_LIMIT": "1"}, "DAILY_ROOM_LIMIT must lie between 2 and 100000"),
        ({**KEY, "DAILY_API_URL": "api.daily.co"}, "DAILY_API_URL must look like https://api.daily.co/v1"),
    ],
)
def test_unsafe_value_stops_the_start_by_name(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], message: str
):
    monkeypatch.setattr(live_environment, "DEBUG", False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(ImproperlyConfigured, match=message):
        daily_config()
