"""Getting in at PesaPal: a bearer token that lives five minutes, and our notification address, registered once."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from threading import Lock
from typing import Any

import httpx
from django.core.cache import cache

from payments.config import PesapalConfig
from payments.errors import ProviderTrouble
from payments.providers.http import Service, part, text

# Tokens live five minutes; a call that begins with one must still end with it.
TOKEN_SECONDS = 240
IPN_SECONDS = 24 * 60 * 60
_tokens: dict[str, tuple[str, float]] = {}
_lock = Lock()


def service(config: PesapalConfig, token: str = "") -> Service:
    return Service("PesaPal", config.url, headers={"Authorization": f"Bearer {token}"} if token else {})


def get(config: PesapalConfig, path: str, params: Mapping[str, str]) -> httpx.Response:
    """Read, with a fresh token if the one at hand is not taken any more."""
    answer = service(config, token_for(config)).get(path, params)
    if answer.status_code != 401:
        return answer
    return service(config, token_for(config, renew=True)).get(path, params)


def post(config: PesapalConfig, path: str, fields: Mapping[str, Any]) -> httpx.Response:
    """Send once; after a 401, which means that nothing was done, once more with a fresh token."""
    answer = service(config, token_for(config)).post(path, json=fields)
    if answer.status_code != 401:
        return answer
    return service(config, token_for(config, renew=True)).post(path, json=fields)


def token_for(config: PesapalConfig, *, renew: bool = False) -> str:
    """This process's token for the account. Kept in memory only."""
    account = name_of(config)
    with _lock:
        token, until = _tokens.get(account, ("", 0.0))
        if token and not renew and time.monotonic() < until:
            return token
        token = new_token(config)
        _tokens[account] = (token, time.monotonic() + TOKEN_SECONDS)
        return token


def new_token(config: PesapalConfig) -> str:
    keys = {"consumer_key": config.consumer_key, "consumer_secret": config.consumer_secret}
    outside = service(config)
    answer = outside.post("/api/Auth/RequestToken", is_repeatable=True, json=keys)
    said = outside.body(answer)
    token = text(said, "token")
    if not token:
        code = text(part(said, "error"), "code")
        raise ProviderTrouble(f"PesaPal gave no token: {answer.status_code} {code}")
    return token


def notification_id(config: PesapalConfig, url: str) -> str:
    """The id under which our notification address is registered; registers it the first time."""
    key = f"pesapal-ipn:{name_of(config)}:{hashlib.sha256(url.encode()).hexdigest()[:16]}"
    known: str | None = cache.get(key)
    if known is None:
        known = registered_id(config, url) or register(config, url)
        cache.set(key, known, timeout=IPN_SECONDS)
    return known


def registered_id(config: PesapalConfig, url: str) -> str:
    answer = get(config, "/api/URLSetup/GetIpnList", {})
    try:
        listed = answer.json()
    except ValueError:
        listed = []
    entries = [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
    return next((text(entry, "ipn_id") for entry in entries if text(entry, "url") == url), "")


def register(config: PesapalConfig, url: str) -> str:
    answer = post(config, "/api/URLSetup/RegisterIPN", {"url": url, "ipn_notification_type": "POST"})
    ipn_id = text(service(config).body(answer), "ipn_id")
    if not ipn_id:
        raise ProviderTrouble(f"PesaPal registered no notification address: {answer.status_code}")
    return ipn_id


def name_of(config: PesapalConfig) -> str:
    """Tells accounts apart without naming them."""
    return hashlib.sha256(f"{config.url}|{config.consumer_key}|{config.consumer_secret}".encode()).hexdigest()[:16]
