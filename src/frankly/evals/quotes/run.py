"""The suite `quotes`: makes the facts of a catalogue, holds each against the verifier, and prints some to be read."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from frankly.adapters.files.words.aspects import load_quoted_facts
from frankly.adapters.files.words.wordings import load_text
from frankly.domain.item import Item
from frankly.domain.saying.fact import Fact, draft_of
from frankly.domain.saying.say_policy import SayPolicy
from frankly.domain.saying.text import Refused
from frankly.domain.seed import derive
from frankly.errors import Invalid
from frankly.evals.data_sets import DataSet
from frankly.evals.report import Report
from frankly.ports.verifier import Bearing, Verifier
from frankly.settings import Settings, data_folder
from frankly.stages.facts.make import QuotedFacts
from frankly.stages.verify.verifier import SentenceVerifier

Say = Callable[[str], None]

DIGITS = 4
STEP = 500
"""Items after which it is said how far it is."""


@dataclass(slots=True)
class Quoted:
    """What was made of one set.

    Attributes:
        facts: item → its facts, as they were made.
        refused: facts that the verifier refuses, with its codes.
    """

    facts: list[tuple[Item, Sequence[Fact]]] = field(default_factory=list)
    refused: list[tuple[Fact, tuple[str, ...]]] = field(default_factory=list)

    @property
    def all(self) -> list[tuple[Item, Fact]]:
        """Every fact with its item."""
        return [(item, fact) for item, facts in self.facts for fact in facts]

    def share_with(self, least: int) -> float:
        """Share of items with so many facts of different sentences."""
        return sum(len({fact.cites for fact in facts}) >= least for _, facts in self.facts) / len(self.facts)


def run_quotes(sets: Mapping[str, DataSet], sample: int, seed: int, say: Say) -> Report:
    """Make and verify the facts of every item.

    Args:
        sets: name → items.
        sample: facts of each set that are printed.
        seed: which ones.
        say: told what is going on.

    Raises:
        Invalid: when no set has an item.
    """
    if not any(data.items for data in sets.values()):
        raise Invalid("No set has an item; is the folder named with --sets the right one?")
    make, verifier, rules = _loaded()
    report = Report(config={"sets": list(sets), "sample": sample, "seed": seed, "made_with": make.version})
    refused = 0
    for name, data in sets.items():
        found = quoted_of(name, data.items, make, verifier, rules, say)
        report.figures |= figures_of(name, found)
        report.data |= data.files
        report.notes += [f"{name}: refused ({', '.join(codes)}): {fact.text}" for fact, codes in found.refused[:20]]
        report.notes += sampled(name, found, sample, seed)
        refused += len(found.refused)
    report.figures["quotes.refused"] = float(refused)
    return report


def _loaded() -> tuple[QuotedFacts, Verifier, SayPolicy]:
    """What makes facts, what proves them and what may be said, as the service has them."""
    settings = Settings()
    policies, brand = data_folder("policies", settings), data_folder("brand", settings)
    text = load_text(policies, brand / "default.yaml")
    return load_quoted_facts(policies), SentenceVerifier(text.lexicons, text.rules), text.rules


def quoted_of(
    name: str, items: Sequence[Item], make: QuotedFacts, verifier: Verifier, rules: SayPolicy, say: Say
) -> Quoted:
    """Facts of some items, and what the verifier says of each."""
    found = Quoted()
    for number, item in enumerate(items, start=1):
        facts = make(item)
        # Whether a person may be told of a topic is asked when it is told; here it is only about the words.
        topics = frozenset((*item.sensitive, *rules.rules.sensitive.topics))
        found.facts.append((item, facts))
        for fact in facts:
            outcome = verifier.verify(draft_of(fact), Bearing(item, {}, locale=fact.locale, topics=topics))
            if isinstance(outcome, Refused):
                found.refused.append((fact, tuple(one.code for one in outcome.verdicts)))
        if number % STEP == 0:
            say(f"{name}: {number:,} of {len(items):,} items")
    return found


def figures_of(name: str, found: Quoted) -> dict[str, float]:
    """Shares of items with facts, and facts by frame."""
    facts = [fact for _, fact in found.all]
    frames = Counter(fact.pattern.removeprefix("quoted/").replace("/", "_") for fact in facts)
    return {
        f"quotes.{name}.items": float(len(found.facts)),
        f"quotes.{name}.facts": float(len(facts)),
        f"quotes.{name}.refused": float(len(found.refused)),
        f"quotes.{name}.with_one": round(found.share_with(1), DIGITS),
        f"quotes.{name}.with_two": round(found.share_with(2), DIGITS),
        f"quotes.{name}.plain_share": round(
            sum("/plain/" in fact.pattern for fact in facts) / max(1, len(facts)), DIGITS
        ),
        f"quotes.{name}.with_aspect": round(sum(bool(fact.aspects) for fact in facts) / max(1, len(facts)), DIGITS),
    } | {f"quotes.{name}.frame.{frame}": float(number) for frame, number in sorted(frames.items())}


def sampled(name: str, found: Quoted, sample: int, seed: int) -> list[str]:
    """Facts to be read by a person, drawn by a seed from all of the set."""
    drawn = sorted(found.all, key=lambda one: derive("quotes", name, seed, one[1].id))[:sample]
    return [f"{name} {number} [{item.title}] {fact.text}" for number, (item, fact) in enumerate(drawn, start=1)]
