import pytest
from hypothesis import given
from hypothesis import strategies as st

from frankly.domain.base64url import decoded, encoded


@given(st.binary(max_size=80))
def test_what_is_encoded_is_read_back_and_fits_an_address(data: bytes) -> None:
    text = encoded(data)
    assert decoded(text) == data
    assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@pytest.mark.parametrize("text", ["QQ==", "QR", "Q", "Q+", "Q/", "QQ\n", " QQ", "Qä", "QQ="])
def test_another_spelling_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  base64 says it in several ways
        decoded(text)
