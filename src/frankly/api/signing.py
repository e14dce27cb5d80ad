"""Short-lived person tokens: signed, readable, good for one person and a few uses until they expire.

`fp1.<payload>.<signature>`: base64url of canonical JSON, and HMAC-SHA256 over everything before the last dot. Nothing
is stored, so a token cannot be called back before it expires; hence an hour at most.
"""

import hashlib
import hmac
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal

import orjson

from frankly.bootstrap.secret_files import kept_secret
from frankly.domain.base64url import decoded, encoded
from frankly.errors import Misconfigured, Unauthorised
from frankly.settings import Settings

Scope = Literal["recommendations", "impressions", "events", "people"]
"""What a person token may be used for."""

MAX_TTL_S: Final = 3600
PREFIX: Final = "fp1."
MIN_SECRET: Final = 16
SECRET_FILE: Final = "token.secret"  # noqa: S105  the name of the file, not what it holds


@dataclass(frozen=True, slots=True)
class Claims:
    """What a token says.

    Attributes:
        subject: key of the one person (or session) it reaches.
        scopes: what it may be used for.
        expires_s: second since 1970 from which on it is worth nothing.
    """

    subject: str
    scopes: frozenset[str]
    expires_s: int


class Signer:
    """Makes and reads tokens under one secret."""

    def __init__(self, secret: bytes) -> None:
        """Keep the secret.

        Args:
            secret: at least 16 bytes.

        Raises:
            Misconfigured: when it is shorter.
        """
        if len(secret) < MIN_SECRET:
            raise Misconfigured(
                f"FRANKLY_TOKEN_SECRET is shorter than {MIN_SECRET} characters and could be guessed; take a longer "
                "one, or leave it out and one is made and kept in the data folder."
            )
        self._secret = secret

    def sign(self, subject: str, scopes: Collection[str], expires_s: int) -> str:
        """Make a token."""
        payload = orjson.dumps({"e": expires_s, "p": subject, "s": sorted(scopes)})
        body = PREFIX + encoded(payload)
        return f"{body}.{encoded(self._mac(body))}"

    def read(self, token: str, now_ms: int) -> Claims:
        """Prove a token and say what it claims.

        Raises:
            Unauthorised: when it was changed, made under another secret, or has expired.
        """
        body, _, signature = token.rpartition(".")
        try:
            is_genuine = hmac.compare_digest(self._mac(body), decoded(signature))
        except ValueError:
            is_genuine = False
        if not is_genuine:
            raise Unauthorised("This person token was not signed here or was changed; ask your server for a new one.")
        said = orjson.loads(decoded(body.removeprefix(PREFIX)))
        claims = Claims(said["p"], frozenset(said["s"]), said["e"])
        if now_ms >= claims.expires_s * 1000:
            raise Unauthorised("This person token has expired; ask your server for a new one.")
        return claims

    def _mac(self, body: str) -> bytes:
        return hmac.digest(self._secret, body.encode(), hashlib.sha256)


def load_secret(settings: Settings) -> bytes:
    """The secret of the settings, else the one kept in the data folder, made when there is none.

    Raises:
        Misconfigured: when the file cannot be read or written.
    """
    return kept_secret(settings.token_secret, settings.data / SECRET_FILE, "of person tokens", "FRANKLY_TOKEN_SECRET")
