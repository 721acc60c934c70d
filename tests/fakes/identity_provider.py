"""An outside identity provider: signs JWTs and publishes its keys over HTTP, as Supabase Auth does."""

from __future__ import annotations

import json
import time
from http.server import BaseHTTPRequestHandler
from typing import Any, ClassVar

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

from tests.fakes.loopback import LoopbackServer

ISSUER = "https://project.supabase.example/auth/v1"


class IdentityProvider(LoopbackServer):
    """A context manager; `url` serves the key set, `token(**claims)` makes a token that it vouches for."""

    methods: ClassVar = ("GET",)
    path: ClassVar = "/jwks.json"

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.kid = "key-1"
        self.asked = 0

    def take(self, request: BaseHTTPRequestHandler) -> None:
        self.asked += 1
        body = json.dumps({"keys": [self.public_key()]}).encode()
        request.send_response(200)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    def public_key(self) -> dict[str, Any]:
        return json.loads(jwt.algorithms.ECAlgorithm.to_jwk(self.key.public_key())) | {"kid": self.kid, "alg": "ES256"}

    def token(self, **claims: Any) -> str:
        said = {
            "iss": ISSUER,
            "aud": "authenticated",
            "sub": "7b1c",
            "role": "authenticated",
            "exp": int(time.time()) + 3600,
            **claims,
        }
        return jwt.encode(said, self.key, algorithm="ES256", headers={"kid": self.kid})
