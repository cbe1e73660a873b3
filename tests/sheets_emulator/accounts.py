"""Who is asking: service accounts that sign a JWT, people with a refresh token; their tokens."""

from __future__ import annotations

import functools
import json
import secrets
import time
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import parse_qs

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth import crypt, jwt

from tests.sheets_emulator.schema import ApiError, Json

_JWT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_AUDIENCE = "https://oauth2.googleapis.com/token"
"""What google-auth writes whatever the key's `token_uri` is."""
_SCOPES = ("https://www.googleapis.com/auth/", "https://spreadsheets.google.com/feeds")


class Token(NamedTuple):
    """What an access token stands for.

    Whose it is, for which scopes, until when (seconds since 1970).
    """

    who: str
    scopes: tuple[str, ...]
    until: float


@dataclass
class Accounts:
    """The accounts there are; `skew`: by how many seconds Google's clock is ahead of ours."""

    token_uri: str = ""
    skew: float = 0.0
    keys: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)

    def new_service_account(
        self, who: str = "robot@programme-exemple.iam.gserviceaccount.com"
    ) -> Json:
        """The key file of a new service account, as Google's console gives it."""
        key = _new_key()
        public = key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        private = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        key_id = secrets.token_hex(20)
        self.keys[who] = (key_id, public)
        return {
            "type": "service_account",
            "project_id": "programme-exemple",
            "private_key_id": key_id,
            "private_key": private.decode(),
            "client_email": who,
            "client_id": "1",
            "auth_uri": "https://accounts.google.com/o/oauth2/auth",
            "token_uri": self.token_uri,
            "universe_domain": "googleapis.com",
        }

    def new_person(self, who: str = "coordination@exemple.fr") -> Json:
        """What gspread keeps of a person who signed in (`authorized_user.json`)."""
        refresh = secrets.token_hex(16)
        self.people[refresh] = who
        return {
            "type": "authorized_user",
            "client_id": "client",
            "client_secret": "secret",
            "refresh_token": refresh,
            "token_uri": self.token_uri,
            "scopes": [
                "https://www.googleapis.com/auth/spreadsheets",
                "https://www.googleapis.com/auth/drive",
            ],
            "universe_domain": "googleapis.com",
        }

    def token(self, data: bytes) -> tuple[int, Json]:
        """The token endpoint: status and body."""
        asked = {key: found[-1] for key, found in parse_qs(data.decode()).items()}
        if asked.get("grant_type") == _JWT:
            return self._for_assertion(asked.get("assertion", ""))
        if asked.get("grant_type") == "refresh_token":
            who = self.people.get(asked.get("refresh_token", ""))
            if who is None:
                return 400, {
                    "error": "invalid_grant",
                    "error_description": "Token has been expired or revoked.",
                }
            return 200, self._new(
                who,
                tuple(
                    asked.get(
                        "scope",
                        "https://www.googleapis.com/auth/drive https://www.googleapis.com/auth/spreadsheets",
                    ).split()
                ),
            )
        return 400, {
            "error": "unsupported_grant_type",
            "error_description": f"Invalid grant_type: {asked.get('grant_type')}",
        }

    def _for_assertion(self, assertion: str) -> tuple[int, Json]:
        def wrong(text: str) -> tuple[int, Json]:
            return 400, {"error": "invalid_grant", "error_description": text}

        try:
            header, claims = jwt.decode_header(assertion), jwt.decode(assertion, verify=False)  # type: ignore[no-untyped-call]
        except ValueError:
            return wrong("Bad Request")
        key_id, public = self.keys.get(claims.get("iss", ""), ("", b""))
        if not public:
            return wrong("Invalid grant: account not found")
        signed, _, signature = assertion.rpartition(".")
        verifier: Any = crypt.RSAVerifier.from_string(public)  # type: ignore[no-untyped-call]
        if header.get("kid") != key_id or not verifier.verify(
            signed.encode(), _unpadded(signature)
        ):
            return wrong("Invalid JWT Signature.")
        clock = time.time() + self.skew
        if (
            not clock - 3600 - 300 < claims["iat"] < clock + 300
            or not clock - 300 < claims["exp"] <= claims["iat"] + 3600
        ):
            return wrong(
                "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable "
                "timeframe. Check your iat and exp values in the JWT claim."
            )
        if claims.get("aud") not in (_AUDIENCE, self.token_uri):
            return wrong("Invalid JWT: Failed audience check.")
        return 200, self._new(claims["iss"], tuple(claims.get("scope", "").split()))

    def token_for(self, who: str) -> str:
        """A token for everything, without asking for one."""
        return str(
            self._new(who, (_SCOPES[0] + "drive", _SCOPES[0] + "spreadsheets"))["access_token"]
        )

    def _new(self, who: str, scopes: tuple[str, ...]) -> Json:
        name = "ya29." + secrets.token_urlsafe(32)
        self.tokens[name] = Token(who, scopes, time.time() + 3599)
        return {
            "access_token": name,
            "expires_in": 3599,
            "token_type": "Bearer",
            "scope": " ".join(scopes),
        }

    def who(self, authorization: str, about_drive: bool, writes: bool) -> str:
        """Whose token a request carries.

        `ApiError` where it is unknown, too old, or not for this.
        """
        token = self.tokens.get(authorization.removeprefix("Bearer "))
        if token is None or token.until < time.time():
            raise ApiError(
                401,
                "Request had invalid authentication credentials. Expected OAuth 2 access token, "
                "login cookie or other valid authentication credential.",
                "UNAUTHENTICATED",
            )
        wanted = (
            ("drive", "drive.file")
            if about_drive
            else ("spreadsheets", "drive", "drive.file", "feeds")
        )
        given = {scope.rpartition("/")[2] for scope in token.scopes if scope.startswith(_SCOPES)}
        if not given & {
            name + suffix for name in wanted for suffix in ("", *([] if writes else [".readonly"]))
        }:
            raise ApiError(
                403,
                "Request had insufficient authentication scopes.",
                "PERMISSION_DENIED",
                [
                    {
                        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                        "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
                        "domain": "googleapis.com",
                    }
                ],
            )
        return token.who


@functools.cache
def _new_key() -> rsa.RSAPrivateKey:
    """One a process: making one takes longer than a test."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _unpadded(text: str) -> bytes:
    import base64

    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def save(file: Any, key: Json) -> None:
    file.write_text(json.dumps(key, indent=1), encoding="utf-8")
    file.chmod(0o600)
