"""Rules for tests: one of each sort, and a verifier that is held to them."""

from dataclasses import replace
from functools import lru_cache

from frankly.domain.saying.say_policy import LocalTime, Rules, SayPolicy, WordRules
from frankly.domain.saying.text import DraftSentence, Refused
from frankly.domain.time import HOUR_MS
from frankly.ports.verifier import Bearing
from frankly.stages.verify.verifier import SentenceVerifier
from tests.unit.stages.verify.samples import texts

WHY = {"because": "for a test", "by": "tests"}
RULES = Rules.model_validate(
    {
        "time_zones": {"US": "made up below"},
        "untold": {
            "night": {"kinds": ["viewed"], "hours": {"after": 23, "before": 5}, **WHY},
            "old": {"kinds": ["saved"], "older_than_days": 30, **WHY},
            "gifts": {"labels": ["gift"], **WHY},
            "baby": {"searches": ["pregnan*"], **WHY},
            "email-only": {"kinds": ["clicked"], "surfaces": ["email"], **WHY},
        },
        "sensitive": {"topics": {"health": {"categories": ["pharmacy"], "tags": ["diabetes"]}}},
        "disclosures": {"paid": {"when": "sponsored", "text": {"en": "Advertisement."}, **WHY}},
        "competitors": {"rivals": {"names": ["Bookbarn", "page & quill"], **WHY}},
        "lengths": {"everywhere": {"headline": 60}, "email": {"headline": 20}},
    }
)
WORDS = {
    "en": WordRules.model_validate(
        {
            "locale": "en",
            "banned": {
                "counting": {"words": ["count*"], "surfaces": ["email"], **WHY},
                "shouting": {"words": ["wow"], "where": "anywhere", **WHY},
                "list": {"words": ["made the list"], **WHY},
            },
            "telltale": ["the", "and", "is", "in"],
            "reading": {
                "everywhere": {"most_words": 12, "most_syllables": 4},
                "email": {"least_ease": 70, "from_words": 5},
            },
        }
    ),
    "de": WordRules.model_validate(
        {
            "locale": "de",
            "address": {"sie": ["Sie", "Ihr"], "du": ["du", "dein*"]},
            "telltale": ["der", "die", "und", "in"],
        }
    ),
}
POLICY = SayPolicy(
    rules=RULES,
    words=WORDS,
    formality={"de": "sie"},
    zones={"": LocalTime(), "US": LocalTime((0,), (-8 * HOUR_MS,))},
    lines={"untold/night": "policies/rules.yaml:7"},
)


@lru_cache
def held(formality: str = "sie") -> SentenceVerifier:
    return SentenceVerifier(texts().lexicons, replace(POLICY, formality={"de": formality}))


def ruled(draft: DraftSentence, under: Bearing, formality: str = "sie") -> dict[str, str]:
    """Code → hint of every refusal, on the start page where nothing else is said."""
    outcome = held(formality).verify(draft, replace(under, surface=under.surface or "home"))
    return {one.code: one.hint for one in outcome.verdicts} if isinstance(outcome, Refused) else {}
