import base64

import pytest

from frankly.errors import Invalid, Misconfigured
from frankly.stages.messaging.tokens import MOST, LinkPurpose, MailToken, MailTokens

TOKENS = MailTokens(b"a key of more than sixteen bytes")
PURPOSES: tuple[LinkPurpose, ...] = ("unsubscribe", "view", "why")


@pytest.mark.parametrize("purpose", PURPOSES)
@pytest.mark.parametrize("number", [0, 1, 127, 128, 20_000, 1_000_000, MOST - 1])
def test_a_token_says_what_was_signed(purpose: LinkPurpose, number: int) -> None:
    token = TOKENS.sign(purpose, 12, number)
    assert TOKENS.read(token, purpose) == MailToken(purpose, 12, number)
    assert token.replace("-", "").replace("_", "").isalnum()
    assert len(token) <= 40


def test_each_recipient_campaign_and_purpose_has_its_own() -> None:
    made = {TOKENS.sign(p, c, n) for p in PURPOSES for c in (1, 2) for n in range(300)}
    assert len(made) == 3 * 2 * 300


def test_a_token_is_good_for_its_purpose_alone() -> None:
    with pytest.raises(Invalid, match="not one for 'unsubscribe'"):
        TOKENS.read(TOKENS.sign("view", 3, 7), "unsubscribe")


def test_every_change_of_one_sign_is_noticed() -> None:
    token = TOKENS.sign("unsubscribe", 3, 7)
    for place, sign in enumerate(token):
        for other in "Ab0_-":
            if other != sign:
                with pytest.raises(Invalid):
                    TOKENS.read(token[:place] + other + token[place + 1 :], "unsubscribe")


@pytest.mark.parametrize("cut", [0, 1, 8, 20, -1])
def test_a_link_that_a_mail_program_cut_says_what_to_do(cut: int) -> None:
    with pytest.raises(Invalid, match="Open it from the message again"):
        TOKENS.read(TOKENS.sign("unsubscribe", 3, 7)[:cut], "unsubscribe")


@pytest.mark.parametrize("token", ["", "=", "ü" * 40, "A" * 4000, "AAAA", "A" * 45, " " * 40, "a b"])
def test_what_is_no_token_is_refused(token: str) -> None:
    with pytest.raises(Invalid):
        TOKENS.read(token, "view")


def test_another_key_reads_nothing() -> None:
    with pytest.raises(Invalid):
        MailTokens(b"another key of sixteen bytes").read(TOKENS.sign("view", 3, 7), "view")


def test_one_token_has_one_spelling() -> None:
    token = TOKENS.sign("view", 1, 7)
    whole = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    others = [token[:-1] + sign for sign in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"]
    same = [one for one in others if base64.urlsafe_b64decode(one + "=" * (-len(one) % 4)) == whole]
    assert len(same) > 1
    for one in same:
        if one != token:
            with pytest.raises(Invalid):
                TOKENS.read(one, "view")


@pytest.mark.parametrize(("edition", "number"), [(-1, 0), (0, -1), (MOST, 0), (0, MOST)])
def test_what_cannot_be_signed_is_told(edition: int, number: int) -> None:
    with pytest.raises(Invalid):
        TOKENS.sign("view", edition, number)


def test_a_short_key_is_refused() -> None:
    with pytest.raises(Misconfigured, match="FRANKLY_MAIL_SECRET"):
        MailTokens(b"short")
