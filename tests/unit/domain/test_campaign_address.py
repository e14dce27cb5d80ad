import pytest

from frankly.domain.campaign.address import normal_address


@pytest.mark.parametrize(
    ("address", "same"),
    [
        (" Ada@Example.ORG\n", "ada@example.org"),
        ("ada@BÜCHER.example", "ada@xn--bcher-kva.example"),
        ("ada+book@example.org", "ada+book@example.org"),
        ("no address", "@no address"),
        (f"ada@{'ü' * 80}.example", f"ada@{'ü' * 80}.example"),
    ],
)
def test_spellings_of_one_mailbox_are_equal(address: str, same: str) -> None:
    assert normal_address(address) == same
