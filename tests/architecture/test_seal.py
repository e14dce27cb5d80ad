"""Only verified text leaves: nobody but the verifier holds the seal, and an answer takes nothing else."""

import ast
import copy
import pickle
from pathlib import Path

import pytest
from pydantic import ValidationError

from frankly.domain.answering.answer import AnsweredItem, Display
from frankly.domain.ids import ItemId
from frankly.domain.saying.text import DraftSentence, VerifiedText
from tests.unit.stages.verify.samples import bearing, piece, reason, verifier

HOLDERS = {"domain/saying/text.py", "stages/verify/verifier.py"}
SECRETS = {"SEAL", "_Seal"}


def touches_seal(source: str) -> bool:
    """Whether a module imports the seal, reads it off a module, or names it in text that could be looked up."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.ImportFrom(names=names) if SECRETS & {alias.name for alias in names}:
                return True
            case ast.ImportFrom(module="frankly.domain.saying.text", names=names) if any(
                alias.name == "*" for alias in names
            ):
                return True
            case ast.Attribute(attr=name) | ast.Name(id=name) | ast.Constant(value=name) if name in SECRETS:
                return True
            case ast.Attribute(value=ast.Name(id="VerifiedText"), attr="__new__"):
                return True
    return False


def test_only_the_verifier_holds_the_seal(repository: Path) -> None:
    source = repository / "src" / "frankly"
    holders = {
        str(path.relative_to(source)) for path in source.rglob("*.py") if touches_seal(path.read_text(encoding="utf-8"))
    }
    assert holders == HOLDERS


@pytest.mark.parametrize(
    "line",
    [
        "from frankly.domain.saying.text import SEAL",
        "from frankly.domain.saying.text import SEAL as S",
        "from frankly.domain.saying.text import *",
        "import frankly.domain.saying.text as t; t.SEAL",
        "getattr(t, 'SEAL')",
        "from frankly.domain.saying.text import _Seal",
        "VerifiedText.__new__(VerifiedText)",
    ],
)
def test_every_way_to_the_seal_is_seen(line: str) -> None:
    assert touches_seal(line)


def test_no_one_makes_verified_text_without_the_seal() -> None:
    with pytest.raises(TypeError, match="made by the verifier alone"):
        VerifiedText(object(), DraftSentence(kind="nudge", text="Buy"), "Buy")  # type: ignore[arg-type]


def sealed() -> VerifiedText:
    outcome = verifier().verify(reason("You viewed “{e1.title}”."), bearing(piece()))
    assert isinstance(outcome, VerifiedText)
    return outcome


def test_an_answer_takes_verified_text_and_nothing_else() -> None:
    fields = {
        "id": ItemId("persuasion"),
        "slot": 1,
        "personalised": "none",
        "main_reason": None,
        "origin": "score",
        "score": 0,
        "propensity_ppb": 0,
    }
    assert AnsweredItem(**fields, sentences=(sealed(),)).sentences[0].text == "You viewed “Emma”."
    for fake in ("You viewed Emma.", sealed().as_dict(), DraftSentence(kind="nudge", text="Buy"), None, object()):
        with pytest.raises(ValidationError):
            AnsweredItem(**fields, sentences=(fake,))
        if fake is not None:
            with pytest.raises(ValidationError):
                Display(call_to_action=fake)


def test_verified_text_cannot_be_changed_subclassed_or_rebuilt_from_bytes() -> None:
    text = sealed()
    with pytest.raises(AttributeError):
        text.text = "Buy"
    with pytest.raises(AttributeError):
        del text.kind
    for rebuild in (pickle.dumps, copy.copy):
        with pytest.raises((TypeError, AttributeError)):
            rebuild(text)
