"""What holds for every test of a command: the data folder that an earlier one was given is not told by it."""

import pytest

from frankly.cli.hints import remember


@pytest.fixture(autouse=True)
def no_folder_given() -> None:
    remember(None)
