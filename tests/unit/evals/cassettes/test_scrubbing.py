"""No secret and nothing personal can enter a cassette, however it is written; honest replies pass."""

import base64
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from frankly.domain.model.reply import ModelReply
from frankly.errors import Invalid
from frankly.evals.cassettes.line import Line, line_of
from frankly.evals.cassettes.scrubbing import Scrubber
from frankly.testing.planted import planted
from frankly.testing.rule_following.writer import reply_of
from tests.unit.evals.cassettes.recording import DAY, MODEL, book, call_of, counting, opened

SECRETS = {
    "openai": "sk-proj-Zq8Yw3Lk0Vb7Tn5Xr2Hm",
    "anthropic": "sk-ant-api03-b7Tn5Xr2HmZq8Yw3Lk0V",
    "openrouter": "sk-or-v1-0123456789abcdef0123",
    "google": "AIzaSyB7Tn5Xr2HmZq8Yw3Lk0Vabcdefghijk",
    "groq": "gsk_b7Tn5Xr2HmZq8Yw3Lk0V",
    "x": "xai-b7Tn5Xr2HmZq8Yw3Lk0V",
    "hugging face": "hf_bTnXrHmZqYwLkVabcdef",
    "replicate": "r8_bTnXrHmZqYwLkVabcdef",
    "perplexity": "pplx-b7tn5xr2hmzq8yw3lk0v",
    "nvidia": "nvapi-b7Tn5Xr2HmZq8Yw3Lk0V",
    "amazon": "AKIAIOSFODNN7EXAMPLE",
    "github": "ghp_b7Tn5Xr2HmZq8Yw3Lk0VabcdefghijK",
    "slack": "xoxb-1234567890-abcdefgh",
    "azure and others without a beginning of their own": "0123456789abcdef0123456789abcdef",
    "mistral and others of mixed letters": "b7Tn5Xr2HmZq8Yw3Lk0VbCd9EfGh1JkL",
    "a signed token": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2ln",
    "a key file": "-----BEGIN RSA PRIVATE KEY-----",
    "a header": "Authorization: whatever",
    "a bearer": "bearer 12-short",
    "basic": "Basic " + base64.b64encode(b"ada:lovelace").decode(),
    "a key header": 'x-api-key": "short"',
    "a cookie": "Set-Cookie: a=b",
    "a password in an address": "https://ada:lovelace@host.example/",
    "a key in an address": "https://host.example/?api_key=abc",
}

PERSONAL = {
    "e-mail": "ada.lovelace@mail.example",
    "telephone": "+49 1579 2345678",
    "moment": "2026-11-21T09:30",
    "moment with a space": "2026-11-21 09:30:12",
    "milliseconds": "1795253400123",
    "seconds": "1795253400",
    "id": "9f8e7d6c5b4a39281706f5e4",
    "uuid": "123e4567-e89b-12d3-a456-426614174000",
    "machine": "192.168.17.4",
}

HIDDEN = {
    "escaped": lambda text: "".join(f"\\u{ord(sign):04x}" for sign in text),
    "wide": lambda text: "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text),
    "with invisible signs": lambda text: "\u200b".join(text),
}


def line(text: str, **changed: object) -> Line:
    reply = ModelReply(text=text, model=MODEL)
    kept = line_of(call_of(), MODEL, reply, writer="recorded", prompt_hash="0" * 32, rules=("slots",), day=DAY)
    return kept.model_copy(update=changed)


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
@pytest.mark.parametrize("around", ["{}", "Here it is: {}, as you asked.", '{{"items": [{{"text": "{}"}}]}}'])
def test_a_secret_of_a_known_shape_is_refused(secret: str, around: str) -> None:
    told = orjson.dumps(secret).decode()[1:-1] if around.startswith("{{") else secret
    with pytest.raises(Invalid, match=r"is not recorded.*in reply, (character \d+|behind)") as raised:
        Scrubber().refuse(line(around.format(told)))
    assert secret not in str(raised.value) + str(raised.value.details)


@pytest.mark.parametrize("private", PERSONAL.values(), ids=PERSONAL)
def test_what_looks_personal_is_refused_whosever_it_is(private: str) -> None:
    with pytest.raises(Invalid, match="in reply, character"):
        Scrubber().refuse(line(f"Ask {private} about it"))


@pytest.mark.parametrize("hide", HIDDEN.values(), ids=HIDDEN)
@pytest.mark.parametrize("private", [SECRETS["openai"], PERSONAL["e-mail"]])
def test_disguises_do_not_help(private: str, hide: object) -> None:
    assert callable(hide)
    text = orjson.dumps({"text": "TOLD"}).decode().replace("TOLD", hide(private))
    with pytest.raises(Invalid, match="in reply"):
        Scrubber().refuse(line(text))


@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from([*SECRETS.values(), *PERSONAL.values()]))
def test_a_secret_is_found_wherever_it_stands(before: str, after: str, secret: str) -> None:
    text = orjson.dumps({"text": f"{before.encode('utf-8', 'replace').decode()} {secret} {after}"}).decode()
    assert Scrubber().finds(line(text))


@pytest.mark.parametrize("field", ["model", "by", "prompt"])
def test_every_field_is_searched_and_named(field: str) -> None:
    with pytest.raises(Invalid, match=f"in {field}, character"):
        Scrubber().refuse(line("{}", **{field: f"x/{SECRETS['openai']}"}))


def test_rules_are_searched_too() -> None:
    assert Scrubber().finds(line("{}", rules=("slots", "gsk_b7tn5xr2hmzq8yw3lk0v")))


def test_the_values_of_settings_and_of_the_shops_people_are_found_by_name() -> None:
    scrubber = Scrubber(
        {"tiger&violet": "FRANKLY_API_KEY"}, {"reader-0042": "a person's id", "Mara": "a person's name"}
    )
    found = scrubber.finds(line("tiger&violet told READER-0042 and mara"))
    assert [one.what for one in found] == ["the value of FRANKLY_API_KEY", "a person's id", "a person's name"]
    assert not scrubber.finds(line("reader-00421, Maraschino, tiger and violet"))


def test_everything_of_a_planted_person_is_found() -> None:
    who = planted(3, call_time())
    scrubber = Scrubber(people={text: kind for kind, text in who.secrets()})
    for kind, text in who.secrets():
        assert scrubber.finds(line(f"about {text} here")), (kind, text)


def call_time() -> int:
    return 1_795_253_400_000


def test_a_short_secret_is_not_looked_for_in_the_middle_of_words() -> None:
    assert not Scrubber({"the": "FRANKLY_API_KEY"}, {"a": "a session's id"}).finds(line("a day, the other"))


@pytest.mark.parametrize("name", ["write/v1", "rank/v1", "repair/v1", "phrase/v1", "judge/v1", "message/v1"])
def test_honest_replies_of_every_task_pass(name: str) -> None:
    assert not Scrubber().finds(line(reply_of(call_of(name))))


@pytest.mark.parametrize(
    "text",
    [
        "Because you finished {e1.title}, 3 of 4 readers in 2026 went on at 9:30 to chapter 1.2.3.",
        "Basic training for authors; bearers of good news. The key: patience. A cookie and a token of thanks.",
        "ISBN 9783161484100 costs 12.345,67 € – or 12345678 of anything",
        "A-very-long-compound-word-with-hyphens-and-nothing-else and Donaudampfschifffahrtsgesellschaftskapitän",
        '{"order": ["b2d3", "f4g5", "h6j7", "k8l9", "m2n3", "p4q5"]}',
    ],
)
def test_honest_sentences_pass(text: str) -> None:
    assert not Scrubber().finds(line(text))


async def test_nothing_is_written_of_a_reply_that_is_refused(tmp_path: Path) -> None:
    cassettes = opened(tmp_path, "auto", counting(lambda call: f"My key is {SECRETS['openai']}"))
    with pytest.raises(Invalid, match="an API key"):
        await cassettes.model(MODEL).complete(call_of())
    cassettes.close()
    assert not list(tmp_path.iterdir())


def test_the_shipped_prompts_name_no_rule_that_looks_like_a_secret() -> None:
    names = tuple(rule.id for prompt in book().all() for rule in prompt.rules)
    assert not Scrubber().finds(line("{}", rules=names))
