"""`leaks`: nothing that is ours alone, or somebody's, stands in a text or is sent to a model."""

import re
from collections.abc import Iterator, Sequence
from typing import ClassVar, Final, get_args

from frankly.domain.model.handles import HANDLE
from frankly.domain.saying.say_policy import PersonalData
from frankly.evals.checks import showing
from frankly.evals.checks.check import Bench, Example, Options
from frankly.evals.checks.choosing import TextOptions, Words
from frankly.evals.checks.found import judged, shown, skipped, whole
from frankly.evals.checks.reading import Numbered, asked, chosen, part, titles_in_sentences, without, words_at
from frankly.evals.runs.output import Output, Probe
from frankly.evals.runs.verdict import Finding
from frankly.stages.verify.policy.personal import found_in

_KINDS: Final = get_args(PersonalData)
_SLOT: Final = re.compile(r"\{[^{}\n]{0,120}\}|\{[{%#]|[%#}]\}")
_OURS: Final = re.compile(r"(?<![\w'’-])[eg][1-9][0-9]{0,3}(?![\w'’-])")
_SECRET: Final = re.compile(
    r"(?<![A-Za-z0-9])(?:sk-[A-Za-z0-9_-]{16,200}|(?:AKIA|ASIA)[A-Z0-9]{16}|gh[pousr]_[A-Za-z0-9]{20,255}"
    r"|github_pat_[A-Za-z0-9_]{20,255}|xox[abprs]-[A-Za-z0-9-]{10,200}|AIza[A-Za-z0-9_-]{30,60}|hf_[A-Za-z0-9]{20,100}"
    r"|gsk_[A-Za-z0-9]{20,100}|eyJ[A-Za-z0-9_-]{10,2000}\.[A-Za-z0-9_-]{10,2000}\.|-----BEGIN [A-Z ]{0,30}PRIVATE KEY"
    r"|[Bb]earer [A-Za-z0-9._~+/-]{16,2000}"
    r"|(?i:api[_-]?key|password|passwort|secret|token)\s{0,3}[:=]\s{0,3}[\"']?[A-Za-z0-9._~+/-]{12,200})"
)
_LEAST_ID: Final = 4
"""Characters of an id that can be told from a word."""


class LeaksOptions(TextOptions):
    """Where is looked, and for what besides."""

    main: ClassVar[str] = "names"

    names: Words = ()
    """Further words that must stand nowhere: a name, an id, a street; those of the case's truth under `private` too."""

    prompts: bool = True
    """Whether what was sent to a model is looked at: for personal data, secrets and ids of people."""


class Leaks:
    """The check."""

    name: ClassVar[str] = "leaks"
    says: ClassVar[str] = "No personal data, id, secret, handle or slot stands in a text, and no personal data is sent."
    about: ClassVar[str] = (
        "Texts: addresses, telephone numbers, accounts and cards (with their check digits), the ids of person, session "
        "and decision, keys and tokens by their shapes, handles of a model call, unfilled slots and ids of evidence. "
        "Prompts: the same but for handles, slots and ids of evidence, which belong there. A title is data: it may "
        "hold what looks like a handle or an id, as a sentence shows it, without slots. It knows only names that it is "
        "told: a first name in free text is not seen."
    )
    options: ClassVar[type[Options]] = LeaksOptions
    probes: ClassVar[Sequence[Probe]] = ()
    gates: ClassVar[bool] = True

    def look(self, output: Output, options: LeaksOptions, bench: Bench) -> Finding:
        """Look through texts and prompts."""
        texts = chosen(output, options.where)
        sent = [call for call in output.calls if call.sent.strip()] if options.prompts else []
        if not texts and not sent:
            return skipped("there is no text and no prompt")
        private = _private(output, options)
        names = titles_in_sentences(output)
        wrong = [(one, found) for one in texts if (found := _in_text(one, private, names, output))]
        faults = [f"{text.place} holds {', '.join(found)}: {shown(text.text)}" for (_, text), found in wrong]
        for call in sent:
            if found := list(dict.fromkeys(_anywhere(call.sent, private))):
                faults.append(f"what was sent for {call.prompt} holds {', '.join(found)}")
        return judged(faults, len(texts) + len(sent), [whole(number, text, "leaks") for (number, text), _ in wrong])

    def examples(self) -> Sequence[Example]:
        """A clean slate, a slot that nobody filled, a handle, and an id in a prompt."""
        clean = showing.called(sent="Page: Home. m3k7 | 100 | Travel | Farthest North | opened: South")
        named = showing.called(sent="Page: Home for reader-0007. m3k7 | 100 | Travel | Farthest North")
        slot = showing.reason("Because you opened “{e1.title}”, this one made the list.")
        handle = showing.reason("m3k7 goes on where “South” ends.")
        mail = showing.reason("Because you searched for “anna.berg@post.example”, this one made the list.")
        hostile = {"south": {"title": "South {e1.title} g2"}}
        shown = showing.reason("Because you opened “South (e1.title) g2”, this one made the list.")
        raw = showing.reason("Because you opened “South {e1.title} g2”, this one made the list.")
        return (
            showing.passes("a title's slot is no slot any more", showing.output(shown, facts=hostile)),
            showing.fails("a title's slot as it came", showing.output(raw, facts=hostile)),
            showing.passes("texts and prompt hold titles alone", showing.output(showing.reason(), calls=[clean])),
            showing.fails("a slot that nobody filled", showing.output(slot)),
            showing.fails("a handle of the model call", showing.output(handle)),
            showing.fails("somebody's address in a search", showing.output(mail)),
            showing.fails("the reader's id in a prompt", showing.output(showing.reason(), calls=[named])),
        )


def _private(output: Output, options: LeaksOptions) -> list[tuple[str, str]]:
    """What must stand nowhere, each with what it is."""
    request = asked(output)
    ids = [
        (request.person if request else None, "the person's id"),
        (request.session if request else None, "the session's id"),
        (part(output.answer, "decision"), "the decision's id"),
    ]
    found = [(one, what) for one, what in ids if isinstance(one, str) and len(one) >= _LEAST_ID]
    told = (*options.names, *words_at(output.cell.truth, "private"))
    return found + [(one, "a private word") for one in told if one.strip()]


def _in_text(one: Numbered, private: Sequence[tuple[str, str]], names: Sequence[str], output: Output) -> list[str]:
    text = one[1].text
    found = list(_anywhere(text, private))
    own = without(text, names)
    found += ["a slot"] if _SLOT.search(own) else []
    found += ["a handle of a model call"] if HANDLE.search(own) else []
    found += ["an id of evidence"] if _OURS.search(_SLOT.sub(" ", own)) else []
    return list(dict.fromkeys(found))


def _anywhere(text: str, private: Sequence[tuple[str, str]]) -> Iterator[str]:
    yield from found_in(text, _KINDS)
    if _SECRET.search(text):
        yield "a secret"
    yield from (what for one, what in private if _stands(one, text))


def _stands(word: str, text: str) -> bool:
    """Whether a word stands in a text by itself, whatever its capitals."""
    read, wanted = text.lower(), word.lower()
    at = read.find(wanted)
    while at >= 0:
        before, after = read[at - 1 : at] if at else "", read[at + len(wanted) : at + len(wanted) + 1]
        if not before.isalnum() and not after.isalnum():
            return True
        at = read.find(wanted, at + 1)
    return False


CHECK: Final = Leaks()
