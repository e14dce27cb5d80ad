"""The regressions: lost rules of prompts, loosened files, checks switched off, models that lie, consent forgotten."""

from dataclasses import replace
from typing import Final

from frankly.evals.world import KnownPeople
from frankly.pipelines.parts import Parts
from frankly.testing.model.personalities import Personality
from tests.planting.files import replaced, without_rule
from tests.planting.regression import Regression

HOME: Final = ("regular-reader-at-home",)
LETTER: Final = ("letter-to-a-regular-reader",)

SLIPPED: Final = ("reader-0013-at-home", "letter-to-reader-0027")

QUOTED_LIES: Final = ("dropped-condition-a1-191", "moved-quality-a1-100", "polarity-a1-117", "wrong-number-a1-009")
REWRITTEN_LIES: Final = ("dropped-condition-a1-196", "moved-quality-a1-104", "polarity-a1-121", "wrong-number-a1-013")

LOST: Final = [
    *[
        ("write", 2, rule, HOME)
        for rule in (
            "whole-construction",
            "own-words",
            "slots",
            "own-evidence",
            "because-marked",
            "end-of-title",
            "nudge-states-nothing",
            "above",
            "fact-by-number",
            "each-once",
            "vary",
            "data-is-data",
        )
    ],
    *[("message", 2, rule, LETTER) for rule in ("slots", "own-evidence", "borne", "subject-plain", "no-greeting")],
    *[
        ("repair", 1, rule, SLIPPED)
        for rule in (
            "whole-construction",
            "own-words",
            "slots",
            "mend-what-is-told",
            "own-evidence",
            "each-once",
            "data-is-data",
        )
    ],
    *[("rank", 1, rule, HOME) for rule in ("each-once", "only-handles", "score-counts", "data-commands-nothing")],
]


def forgotten_consent(parts: Parts) -> Parts:
    """Nobody's decision is found any more."""
    people = parts.people
    if not isinstance(people, KnownPeople):
        raise TypeError("the shop of a suite keeps its people in memory")
    records = {key: replace(record, consent=None) for key, record in people.records.items()}
    return replace(parts, people=KnownPeople(records))


def allowed_letters(parts: Parts) -> Parts:
    """Whoever refused letters is taken to have allowed everything."""
    people = parts.people
    if not isinstance(people, KnownPeople):
        raise TypeError("the shop of a suite keeps its people in memory")
    yes = next(one.consent for one in people.records.values() if one.consent and all(one.consent.purposes.values()))
    records = {key: replace(record, consent=yes) for key, record in people.records.items()}
    return replace(parts, people=KnownPeople(records))


def other_people(parts: Parts) -> Parts:
    """Everyone is taken for the next one: what is known of whom is mixed up."""
    people = parts.people
    if not isinstance(people, KnownPeople):
        raise TypeError("the shop of a suite keeps its people in memory")
    names = sorted(people.records)
    nexts = zip(names, (*names[1:], names[0]), strict=True)
    return replace(parts, people=KnownPeople({name: replace(people.records[other], key=name) for name, other in nexts}))


FILES: Final = [
    Regression(
        "interest-left-out",
        "ranking",
        ("likes-poetry", "likes-ibsen"),
        "rank",
        edit=replaced("surfaces/home.yaml", (r"^  stated_interests:.*\n", ""), (r"^  content:.*\n", "")),
    ),
    Regression(
        "popular-over-all",
        "ranking",
        ("likes-poetry", "likes-nesbit"),
        "rank",
        edit=replaced("surfaces/home.yaml", (r"popular:( +)\{weight: 0.1", r"popular:\1{weight: 10")),
    ),
    Regression(
        "search-left-out",
        "ranking",
        ("searches-walden", "searches-for-pirates"),
        "rank",
        edit=replaced("surfaces/search.yaml", (r"^  search_match:.*\n", ""), (r"limit: 0\}", "limit: 50}")),
    ),
    Regression(
        "neighbours-left-out",
        "ranking",
        ("looks-at-the-sign-of-the-four", "looks-at-typhoon"),
        "rank",
        edit=replaced("surfaces/item.yaml", (r"^  context_item:.*\n", "")),
    ),
    Regression(
        "disliked-is-shown",
        "ranking",
        ("never-what-disliked",),
        "filters",
        edit=replaced("surfaces/home.yaml", ("disliked: true", "disliked: false")),
    ),
    Regression(
        "bought-is-shown",
        "ranking",
        ("six-things-and-one-was-bought",),
        "filters",
        edit=replaced("surfaces/home.yaml", (r"consumed: \[purchase, complete\]", "consumed: []")),
    ),
    Regression(
        "diversity-off",
        "ranking",
        ("likes-gothic", "likes-poetry"),
        "diversity",
        edit=replaced(
            "surfaces/home.yaml",
            (r"mmr_lambda: 0.8", "mmr_lambda: 1"),
            (r"outside_share: 0.2", "outside_share: 0"),
            (r"established_share: 0.1", "established_share: 0"),
            (r"recency_share: 0.1", "recency_share: 0"),
            (r"max_per_category: 5", "max_per_category: null"),
            (r"stated_interests:( +)\{weight: 1.0", r"stated_interests:\1{weight: 50"),
            (r"epsilon: 0.05", "epsilon: 0"),
        ),
    ),
    Regression(
        "floor-of-diversity-removed",
        "ranking",
        ("likes-drama-and-humour", "likes-philosophy-and-memoir"),
        "diversity",
        edit=replaced("surfaces/home.yaml", (r"outside_share: 0.2", "outside_share: 0")),
    ),
    Regression(
        "exploration-off",
        "ranking",
        ("one-slot-is-drawn-for-reader-0010", "one-slot-is-drawn-for-reader-0027"),
        "json_path",
        edit=replaced("surfaces/home.yaml", (r"epsilon: 0.05", "epsilon: 0")),
    ),
    Regression(
        "bound-of-the-vote-loosened",
        "wayward",
        ("reader-0010-at-home", "reader-0013-at-home"),
        "bounded",
        edit=replaced("surfaces/home.yaml", (r"^consent:", "model: {max_displacement: 50}\nconsent:")),
    ),
    Regression(
        "sensitive-is-told",
        "privacy",
        ("nothing-of-religion", "nothing-of-politics"),
        "sensitivity",
        edit=replaced("policies/rules.yaml", ("ask_consent: true", "ask_consent: false")),
    ),
    Regression(
        "typed-numbers-are-told",
        "privacy",
        ("once-searched-for-an-own-email", "searched-for-an-own-email"),
        "leaks",
        edit=replaced("policies/rules.yaml", (r"personal_data: \[.*\]", "personal_data: []")),
    ),
    Regression(
        "night-looks-are-told",
        "privacy",
        ("night-looks",),
        "contains",
        edit=replaced("policies/rules.yaml", (r"hours: \{after: 23, before: 5\}", "hours: {after: 12, before: 13}")),
    ),
    Regression(
        "slot-that-nobody-fills",
        "newcomers",
        ("nobody-at-home",),
        "load",
        edit=replaced("policies/wordings/en.yaml", (r"\{e1\.label\}|\{\{ e1\.label \}\}", "{{ e1.lable }}")),
    ),
    Regression(
        "languages-mixed-up",
        "languages",
        ("beside-hamlet",),
        "load",
        edit=replaced("policies/wordings/de.yaml", (r"^locale: de$", "locale: en")),
    ),
]

MODELS: Final = [
    Regression(f"model-{model}", "vote", ("reader-0013-at-home",), first, model=model)
    for model, first in (
        (Personality.UNKNOWN_HANDLES, "permutation"),
        (Personality.DUPLICATE_HANDLES, "permutation"),
        (Personality.MISSING_HANDLES, "permutation"),
    )
] + [
    Regression(f"writer-{model}", "rules", HOME, "rules", model=model)
    for model in (Personality.LIAR, Personality.OTHER_LANGUAGE, Personality.INJECTED)
]

PARTS: Final = [
    Regression(
        "consent-forgotten",
        "privacy",
        ("reader-0042-refused-everything", "reader-0044-refused-everything"),
        "coverage",
        damage=forgotten_consent,
    ),
    Regression(
        "evidence-of-the-wrong-person",
        "privacy",
        ("receipts-of-reader-0033", "receipts-of-reader-0034"),
        "json_path",
        damage=other_people,
    ),
    Regression("letters-to-everybody", "letters", ("none-to-reader-0042",), "json_path", damage=allowed_letters),
]

VERIFIER: Final = [
    Regression("quotations-are-not-compared", "lies", QUOTED_LIES, "grounded", without=("quoted.check",)),
    Regression(
        "rewritten-facts-are-not-proved",
        "lies",
        REWRITTEN_LIES,
        "grounded",
        without=("rewritten.check_words", "rewritten.check_judgement"),
    ),
    Regression(
        "judgements-are-not-asked-for", "lies", REWRITTEN_LIES, "grounded", without=("rewritten.check_judgement",)
    ),
]

PROMPTS: Final = [
    Regression(
        f"{task}-loses-{rule}",
        "wayward" if task == "repair" else "rules",
        cases,
        "rules",
        edit=without_rule(task, version, rule),
        prompt=f"{task}/v{version + 1}",
    )
    for task, version, rule, cases in LOST
]

PLANTED: Final = (*FILES, *PARTS, *VERIFIER, *MODELS, *PROMPTS)
"""All of them."""
