"""Lies in live sentences: each sentence of the book in scenes of many kinds."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from frankly.evals.liars.cases import Case
from frankly.evals.liars.making.scenes import MAKERS, Scene, Stage

ROUNDS: Final = 27
"""Scenes in which a sentence is tried; it counts once for each text and kind of evidence."""

MOST_EACH: Final = {"act": 9, "two": 9, "several": 6}
"""Most lies of one sentence by scene, so that none makes a class by itself; elsewhere three."""

_GAP: Final = re.compile(r"<([a-z0-9]+)>")
_OBJECT: Final = re.compile(r"<did> (“[^”]*”|it\b)")
_HAVING: Final = re.compile(r"\b(?:Sie haben|dass Sie) (?=„)")


def lies_of(stage: Stage, lie: str, locale: str) -> Iterator[Case]:
    """Every sentence of a class in its scenes.

    Yields:
        Cases without ids that are unique over classes; whoever collects them numbers them.
    """
    for scene_name, sentences in stage.book.lines(lie).items():
        for place, sentence in enumerate(sentences):
            yield from _of_sentence(stage, lie, locale, scene_name, sentence, place)


def _of_sentence(stage: Stage, lie: str, locale: str, name: str, sentence: str, place: int) -> Iterator[Case]:
    seen: set[tuple[str, str]] = set()
    for step in range(ROUNDS):
        scene = MAKERS[name](stage, place * ROUNDS + step)
        text = filled(sentence, scene)
        told = (text, scene.evidence[0].kind if scene.evidence else "")
        if told in seen:
            continue
        seen.add(told)
        yield _case(lie, locale, scene, text, stage.book.why(lie))
        if len(seen) >= MOST_EACH.get(name, 3):
            return


def filled(sentence: str, scene: Scene) -> str:
    """A sentence with the scene's words in it; what is no placeholder (a hostile tag) stays. Begins with a capital."""
    words = scene.words
    text = (
        _OBJECT.sub(lambda found: f"{words['did']} {found[1]} {words['after']}", sentence)
        if words.get("after")
        else sentence
    )
    text = _GAP.sub(lambda gap: _said(gap, words), text)
    if words.get("reflexive"):
        # Only verbs that take one have it among their words.
        text = _HAVING.sub(rf"\g<0>{words['reflexive']} ", text)
    return text[:1].upper() + text[1:]


def _said(gap: re.Match[str], words: Mapping[str, str]) -> str:
    said = words.get(gap[1], gap[0])
    return f"{said} {words['after']}" if gap[1] == "did" and words.get("after") else said


def _case(lie: str, locale: str, scene: Scene, text: str, why: str) -> Case:
    return Case.model_validate(
        {
            "id": "made",
            "class": lie,
            "locale": locale,
            "kind": scene.kind,
            "text": text,
            "cites": scene.cites,
            "item": str(scene.item.item.id),
            "evidence": scene.evidence,
            "grounds": scene.grounds,
            "why_false": why,
            "writer": "made",
        }
    )
