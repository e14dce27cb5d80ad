"""Secrets that are set from outside, or made once and kept in the data folder."""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Final

from pydantic import SecretStr

from frankly.errors import Misconfigured
from frankly.settings import Settings
from frankly.stages.messaging.tokens import MailTokens

MAIL_SECRET_FILE: Final = "mail.secret"  # noqa: S105  the name of the file, not what it holds

SUPPRESSION_SECRET_FILE: Final = "suppression.secret"  # noqa: S105  the name of the file, not what it holds

FACT_SECRET_FILE: Final = "facts.secret"  # noqa: S105  the name of the file, not what it holds

LEAST_SECRET: Final = 16
"""Bytes of a secret under which people are hashed, or facts are stamped: one that could be guessed is none."""


def mail_tokens(settings: Settings) -> MailTokens:
    """What signs and reads the links of campaigns' messages.

    Raises:
        Misconfigured: when the secret is too short, or its file cannot be read or written.
    """
    return MailTokens(mail_key(settings))


def mail_key(settings: Settings) -> bytes:
    """The key of links in messages; see `mail_tokens`."""
    path = settings.data / MAIL_SECRET_FILE
    return kept_secret(settings.mail_secret, path, "of links in messages", "FRANKLY_MAIL_SECRET")


def suppression_secret(settings: Settings) -> bytes:
    """The key of the hashes of people and addresses that must not be written to.

    It is one of its own, and never that of links or tokens: those may be changed when they leak, and with this one the
    list of the suppressed would be lost.

    Raises:
        Misconfigured: when it is too short, or its file cannot be read or written.
    """
    path = settings.data / SUPPRESSION_SECRET_FILE
    secret = kept_secret(settings.suppression_secret, path, "of the suppression list", "FRANKLY_SUPPRESSION_SECRET")
    if len(secret) < LEAST_SECRET:
        raise Misconfigured(
            f"FRANKLY_SUPPRESSION_SECRET is shorter than {LEAST_SECRET} characters and could be guessed; take a longer "
            "one, or leave it out and one is made and kept in the data folder."
        )
    return secret


def fact_secret(settings: Settings) -> bytes:
    """The key of the stamps of quotations; see `stages.verify.facts.stamps`. Whoever loses it proves them anew.

    Raises:
        Misconfigured: when its file cannot be read or written, or was emptied: anybody could make stamps with that.
    """
    path = settings.data / FACT_SECRET_FILE
    secret = kept_secret(None, path, "of the stamps of facts", "FRANKLY_DATA")
    if len(secret) < LEAST_SECRET:
        raise Misconfigured(
            f"{path} has fewer than {LEAST_SECRET} bytes, and what it stamps could be forged. Delete the file: another "
            "one is made, and facts are proved again until 'frankly facts make --anew' stamps them."
        )
    return secret


def kept_secret(given: SecretStr | None, path: Path, what: str, setting: str) -> bytes:
    """A secret: the one that is set, else the one that is kept, made when there is none.

    Args:
        given: the setting.
        path: where it is kept.
        what: what it is for, for the message: `of person tokens`.
        setting: name of the setting, for the message.

    Raises:
        Misconfigured: when the file cannot be read or written.
    """
    if given is not None:
        return given.get_secret_value().encode()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _make(path)
        return path.read_bytes()
    except OSError as error:
        raise Misconfigured(
            f"The secret {what} in {path} can neither be read nor made ({error.strerror}); "
            f"mend the folder's permissions or set {setting}."
        ) from error


def _make(path: Path) -> None:
    """Write a new secret, whole or not at all, readable by its owner alone; whoever comes second takes the first's."""
    if path.exists():
        return
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_hex(32).encode())
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            path.hardlink_to(draft)
    finally:
        draft.unlink(missing_ok=True)
