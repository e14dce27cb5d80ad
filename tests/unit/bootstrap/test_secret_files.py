import stat
from pathlib import Path

import pytest
from pydantic import SecretStr

from frankly.bootstrap.mailing import suppressing_of
from frankly.bootstrap.secret_files import MAIL_SECRET_FILE, SUPPRESSION_SECRET_FILE, mail_tokens, suppression_secret
from frankly.domain.campaign.recipient import Recipient
from frankly.domain.time import EpochMs
from frankly.errors import Misconfigured
from frankly.pipelines.campaigning.suppressing import Suppressing
from frankly.settings import Settings
from frankly.testing.memory.campaigns import MemoryCampaigns


def test_links_of_messages_have_a_secret_of_their_own_that_is_made_once(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "new")
    token = mail_tokens(settings).sign("unsubscribe", 3, 7)
    assert mail_tokens(settings).read(token, "unsubscribe").recipient_no == 7
    assert [path.name for path in settings.data.iterdir()] == [MAIL_SECRET_FILE]
    assert stat.S_IMODE((settings.data / MAIL_SECRET_FILE).stat().st_mode) == 0o600


def test_a_secret_that_is_set_needs_no_file(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, mail_secret=SecretStr("a-secret-of-some-length"))
    mail_tokens(settings)
    assert list(tmp_path.iterdir()) == []


def test_a_secret_that_can_be_guessed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="FRANKLY_MAIL_SECRET is shorter"):
        mail_tokens(Settings(data=tmp_path, mail_secret=SecretStr("short")))


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(Misconfigured, match="set FRANKLY_MAIL_SECRET"):
        mail_tokens(Settings(data=tmp_path / "file"))


def test_the_suppression_list_has_a_secret_that_outlives_those_of_links(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, mail_secret=SecretStr("a-secret-of-some-length"))
    first = suppression_secret(settings)
    assert len(first) == 64
    other = settings.model_copy(update={"mail_secret": None, "token_secret": SecretStr("another-secret-of-length")})
    assert suppression_secret(other) == first
    assert [path.name for path in tmp_path.iterdir()] == [SUPPRESSION_SECRET_FILE]
    set_from_outside = settings.model_copy(update={"suppression_secret": SecretStr("a-secret-from-outside")})
    assert suppression_secret(set_from_outside) == b"a-secret-from-outside"


def test_a_suppression_secret_that_can_be_guessed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="FRANKLY_SUPPRESSION_SECRET is shorter"):
        suppression_secret(Settings(data=tmp_path, suppression_secret=SecretStr("short")))


async def test_who_is_suppressed_through_a_door_is_known_to_the_plan(tmp_path: Path) -> None:
    settings, ledger = Settings(data=tmp_path), MemoryCampaigns()
    at_the_door = Suppressing(ledger, suppression_secret(settings))
    await ledger.suppress(dict.fromkeys(at_the_door.hashes("ada", ""), "unsubscribed"), EpochMs(1))
    assert await suppressing_of(settings, ledger).of([Recipient(1, "ada"), Recipient(2, "ben")]) == {1: "unsubscribed"}
