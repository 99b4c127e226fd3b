"""A small OpenID Connect provider in a process of its own: `python -m tests.people.provider`.

It prints its address, serves on loopback, and stops by itself when its standard input is closed. It signs in at once
whoever `POST /say` has named; a test may make it lie there (claims, key, algorithm).
"""

import base64
import hashlib
import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from app.clock import SystemClock

CLIENT_ID, CLIENT_SECRET = "nahtstelle", "a-secret-of-ours"


class Provider(ThreadingHTTPServer):
    """What it knows: its key, what it says about who signs in, and the codes it has given out."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server_port}"
        self.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
        self.stranger = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
        self.says: dict[str, Any] = {}
        self.codes: dict[str, dict[str, str]] = {}

    def token(self, nonce: str) -> str:
        """The ID token for a code that was exchanged."""
        now = int(SystemClock().now().timestamp())
        claims = {"iss": self.issuer, "aud": CLIENT_ID, "sub": "1", "iat": now, "exp": now + 60, "nonce": nonce}
        key = self.stranger if self.says.get("forged") else self.key
        if self.says.get("unsigned"):
            parts = ({"alg": "none"}, {**claims, **self.says.get("claims", {})})
            return ".".join([*(plain(json.dumps(part).encode()) for part in parts), ""])
        return jwt.encode({"alg": "RS256", "kid": "one"}, {**claims, **self.says.get("claims", {})}, key)


class Handler(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        url, provider = urlsplit(self.path), self.server
        asked = {name: values[0] for name, values in parse_qs(url.query).items()}
        if url.path == "/.well-known/openid-configuration":
            places = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys"}
            facts = {name: provider.issuer + path for name, path in places.items()}
            algorithms = {"id_token_signing_alg_values_supported": ["RS256", "none"]}
            self.answer({"issuer": provider.says.get("issuer", provider.issuer), **facts, **algorithms})
        elif url.path == "/keys":
            self.answer({**KeySet([provider.key]).as_dict(private=False)})
        elif url.path == "/authorize":
            code = token_urlsafe(16)
            provider.codes[code] = asked
            self.send_response(302)
            self.send_header(
                "Location", f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"
            )
            self.end_headers()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path == "/say":
            self.server.says = json.loads(body)
            self.answer({})
            return
        sent = {name: values[0] for name, values in parse_qs(body).items()}
        asked = self.server.codes.pop(sent.get("code", ""), {})
        known = "Basic " + base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        proof = plain(hashlib.sha256(sent.get("code_verifier", "").encode()).digest())
        if (
            self.headers["Authorization"] == known
            and asked.get("code_challenge") == proof
            and asked.get("code_challenge_method") == "S256"
            and asked.get("redirect_uri") == sent.get("redirect_uri")
        ):
            nonce = asked.get("nonce", "")
            self.answer({"access_token": "x", "token_type": "Bearer", "id_token": self.server.token(nonce)})
        else:
            self.answer({"error": "invalid_grant"}, 400)

    def answer(self, value: dict[str, Any], status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(value).encode())

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: a test reads what comes back."""


def plain(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


if __name__ == "__main__":
    provider = Provider()
    threading.Thread(target=provider.serve_forever, daemon=True).start()
    print(provider.issuer, flush=True)
    sys.stdin.read()
