import stat
from pathlib import Path

import pytest
from pydantic import SecretStr

from frankly.bootstrap.secret_files import MAIL_SECRET_FILE, mail_tokens
from frankly.errors import Misconfigured
from frankly.settings import Settings


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
