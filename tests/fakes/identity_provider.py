"""An outside identity provider: signs JWTs and publishes its keys over HTTP, as Supabase Auth does."""

from __future__ import annotations

import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

ISSUER = "https://project.supabase.example/auth/v1"


class IdentityProvider:
    """A context manager; `url` serves the key set, `token(**claims)` makes a token that it vouches for."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.kid = "key-1"
        self.asked = 0

    def __enter__(self) -> IdentityProvider:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                provider.asked += 1
                body = json.dumps({"keys": [provider.public_key()]}).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: Any) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/jwks.json"

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
