"""Why a sentence is refused: a closed list, each code with what it means and an example."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from frankly.domain.saying.text import Verdict


class Code(StrEnum):
    """The closed list of refusals."""

    LOCALE_UNKNOWN = "locale_unknown"
    LOCALE_MISMATCH = "locale_mismatch"
    NO_EVIDENCE = "no_evidence"
    NEEDLESS_EVIDENCE = "needless_evidence"
    TOO_LONG = "too_long"
    UNKNOWN_EVIDENCE = "unknown_evidence"
    UNUSED_EVIDENCE = "unused_evidence"
    UNCITED_EVIDENCE = "uncited_evidence"
    KIND_UNSAYABLE = "kind_unsayable"
    NO_EFFECT = "no_effect"
    SLOT_MALFORMED = "slot_malformed"
    SLOT_UNKNOWN = "slot_unknown"
    SLOT_ABSENT = "slot_absent"
    SLOT_JOINED = "slot_joined"
    SLOT_UNIT = "slot_unit"
    STRAY_NUMBER = "stray_number"
    STRAY_NAME = "stray_name"
    WORD_UNLICENSED = "word_unlicensed"
    WRONG_ACT = "wrong_act"
    WRONG_OBJECT = "wrong_object"
    NOT_ABOUT_PERSON = "not_about_person"
    SOURCE_UNLICENSED = "source_unlicensed"
    TOO_FEW_PEOPLE = "too_few_people"
    FALSE_CAUSE = "false_cause"
    MARKUP = "markup"
    LINK = "link"
    HIDDEN_CHARACTER = "hidden_character"
    VALUE_UNSAFE = "value_unsafe"
    INTERNAL = "internal"
    SHAPE = "shape"
    TIME_UNLICENSED = "time_unlicensed"
    SLOT_TWICE = "slot_twice"
    WRONG_GROUP = "wrong_group"
    PREFERENCE_CONFLICT = "preference_conflict"
    POLARITY = "polarity"
    QUANTIFIER = "quantifier"
    HEDGE = "hedge"
    ATTRIBUTION = "attribution"
    COMPARISON = "comparison"
    SUPERLATIVE = "superlative"
    URGENCY = "urgency"
    SCARCITY = "scarcity"
    PROMISE = "promise"
    HEALTH = "health"
    LEGAL = "legal"
    GUARANTEE = "guarantee"
    FREE = "free"
    LIFE_STATE = "life_state"
    UNTOLD_EVIDENCE = "untold_evidence"
    SENSITIVE_TOPIC = "sensitive_topic"
    PERSONAL_DATA = "personal_data"
    BANNED_WORD = "banned_word"
    COMPETITOR = "competitor"
    WRONG_ADDRESS = "wrong_address"
    WRONG_LANGUAGE = "wrong_language"
    HARD_TO_READ = "hard_to_read"
    TOO_LONG_HERE = "too_long_here"
    DISCLOSURE = "disclosure"
    SPAN_UNKNOWN = "span_unknown"
    FRAME_UNKNOWN = "frame_unknown"
    QUOTE_ALTERED = "quote_altered"
    QUOTE_PARTIAL = "quote_partial"
    QUOTE_CLAIM = "quote_claim"
    QUOTE_PRAISE = "quote_praise"
    QUOTE_LEANS = "quote_leans"
    QUOTE_SHAPE = "quote_shape"
    QUOTE_UNSAFE = "quote_unsafe"
    LEVEL_MISSING = "level_missing"
    LEVEL_NOT_ADMITTED = "level_not_admitted"
    JUDGEMENT_MISSING = "judgement_missing"
    JUDGEMENT_REFUSED = "judgement_refused"
    SIGNATURE_MISSING = "signature_missing"
    REWRITE_WORD = "rewrite_word"
    REWRITE_CHANGED = "rewrite_changed"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code says.

    Attributes:
        text: the rule that was broken.
        example: a draft that breaks it, or what does where a draft alone cannot.
    """

    text: str
    example: str


MEANINGS: Final[dict[Code, Meaning]] = {
    Code.LOCALE_UNKNOWN: Meaning("There is no lexicon for the language.", "a sentence in Welsh"),
    Code.LOCALE_MISMATCH: Meaning(
        "The draft is in another language than was asked for.", "German for an English slate"
    ),
    Code.NO_EVIDENCE: Meaning("A reason cites no evidence.", "You viewed “{e1.title}”. (citing nothing)"),
    Code.NEEDLESS_EVIDENCE: Meaning("A nudge or fact cites evidence, though it says nothing of it.", "Have a look."),
    Code.TOO_LONG: Meaning("It is longer than its role allows, before or after filling.", "a headline of 200 letters"),
    Code.UNKNOWN_EVIDENCE: Meaning("The id is not among the evidence of this item.", "“{e9.title}” counts here."),
    Code.UNUSED_EVIDENCE: Meaning("Evidence is cited and not used.", "“{e1.title}” counts here. (citing e1 and e2)"),
    Code.UNCITED_EVIDENCE: Meaning("Evidence is used and not cited.", "“{e2.title}” counts here. (citing e1)"),
    Code.KIND_UNSAYABLE: Meaning("This kind of evidence speaks against an item and is no reason.", "a dislike"),
    Code.NO_EFFECT: Meaning("The evidence did not raise the item.", "a view that contributed 0"),
    Code.SLOT_MALFORMED: Meaning("Braces that are no slot.", "You viewed {e1}."),
    Code.SLOT_UNKNOWN: Meaning("This kind of evidence has no such field here.", "{e1.price} of a view"),
    Code.SLOT_ABSENT: Meaning("The field is unknown, and unknown is never described.", "{item.price} without a price"),
    Code.SLOT_JOINED: Meaning("A slot touches a word, a digit or another slot.", "{e1.count}{e2.count}"),
    Code.SLOT_UNIT: Meaning("A number is followed by the wrong unit.", "{g1.count} titles (they are acts)"),
    Code.STRAY_NUMBER: Meaning("A number, currency or percent outside a slot.", "Seven titles like “{e1.title}”."),
    Code.STRAY_NAME: Meaning("A name outside a slot, or quoted words.", "You viewed Emma."),
    Code.WORD_UNLICENSED: Meaning("A word that the lexicon does not have.", "“{e1.title}” is a gripping choice."),
    Code.WRONG_ACT: Meaning("A word that belongs to another kind of evidence.", "You bought “{e1.title}”. (of a view)"),
    Code.WRONG_OBJECT: Meaning("An act is said of the recommended item, or of nothing.", "You viewed this one."),
    Code.NOT_ABOUT_PERSON: Meaning("It speaks of the reader, and the evidence does not.", "Popular with you."),
    Code.SOURCE_UNLICENSED: Meaning(
        "It names a way that brought less than half of the effect.", "Others went on to it."
    ),
    Code.TOO_FEW_PEOPLE: Meaning("It claims a crowd of fewer than twenty people.", "Many people chose it. (of three)"),
    Code.FALSE_CAUSE: Meaning("A word of cause without necessary evidence.", "Because you viewed “{e1.title}”."),
    Code.MARKUP: Meaning("Markup, template syntax or a character that prose does not need.", "You viewed <b>it</b>."),
    Code.LINK: Meaning("An address.", "See http://shop.example."),
    Code.HIDDEN_CHARACTER: Meaning("A control, invisible or bidirectional character.", "a zero-width space"),
    Code.VALUE_UNSAFE: Meaning("What would fill a slot holds an address or nothing readable.", "a title with a link"),
    Code.INTERNAL: Meaning(
        "The verifier itself failed; the sentence is refused to be safe.", "an error inside a check"
    ),
    Code.SHAPE: Meaning(
        "The words are licensed, and the sentence as a whole is no construction of the lexicon.",
        "“{e1.title}”, which you viewed, is part of this one.",
    ),
    Code.TIME_UNLICENSED: Meaning(
        "A word of time that the evidence does not bear.", "You recently viewed “{e1.title}”. (a year ago)"
    ),
    Code.SLOT_TWICE: Meaning(
        "The same slot, or the same title, stands twice.", "You viewed “{e1.title}” and “{e1.title}”."
    ),
    Code.WRONG_GROUP: Meaning(
        "A group is named by what one of its items is not.", "3 titles by Ada, one of which is by Bo"
    ),
    Code.PREFERENCE_CONFLICT: Meaning(
        "It cites a liking of something that the person also said they do not want.",
        "You liked “{e1.title}”. (and disliked it)",
    ),
    Code.POLARITY: Meaning("It denies something, or says that something is absent.", "You never viewed it."),
    Code.QUANTIFIER: Meaning("It says how much or how many.", "All of what you viewed counts here."),
    Code.HEDGE: Meaning("It weakens a statement in words of its own.", "You probably viewed “{e1.title}”."),
    Code.ATTRIBUTION: Meaning("It says that somebody says so.", "Reviewers say that this one is good."),
    Code.COMPARISON: Meaning("It compares.", "This one is better than “{e1.title}”."),
    Code.SUPERLATIVE: Meaning("It puts something above all others.", "The best item here."),
    Code.URGENCY: Meaning("It presses the reader to act now.", "Look now, before it ends."),
    Code.SCARCITY: Meaning("It says that little is left.", "The last ones in stock."),
    Code.PROMISE: Meaning("It promises what will be.", "You will like this one."),
    Code.HEALTH: Meaning("It speaks of health, healing or the body.", "This one heals."),
    Code.LEGAL: Meaning("It speaks of approval, certificates or the law.", "A certified item."),
    Code.GUARANTEE: Meaning("It speaks of guarantees, refunds or returns.", "Money back."),
    Code.FREE: Meaning("It speaks of no cost, gifts or reductions.", "Free for you."),
    Code.LIFE_STATE: Meaning("It says how the reader lives.", "Now that you are retired."),
    Code.UNTOLD_EVIDENCE: Meaning(
        "A rule keeps this evidence silent: it may rank and is not told.", "You viewed “{e1.title}”. (at night)"
    ),
    Code.SENSITIVE_TOPIC: Meaning(
        "Item or evidence is of a sensitive topic to which the person has not agreed.", "a view of a book on an illness"
    ),
    Code.PERSONAL_DATA: Meaning(
        "Filled it would hold an address, a telephone number, an account or a card.", "a search for an e-mail address"
    ),
    Code.BANNED_WORD: Meaning("A word that a rule bans.", "Guaranteed to count here."),
    Code.COMPETITOR: Meaning("The name of a competitor.", "a title with a rival's name"),
    Code.WRONG_ADDRESS: Meaning("It addresses people in a form that the brand does not use.", "Du hast … angesehen."),
    Code.WRONG_LANGUAGE: Meaning("Its small words are of another language.", "Der Rahmen ist aus Holz. (in English)"),
    Code.HARD_TO_READ: Meaning("It is harder to read than the rules allow.", "a sentence of sixty words"),
    Code.TOO_LONG_HERE: Meaning("Filled it is longer than a rule allows in this role.", "a subject of 110 characters"),
    Code.DISCLOSURE: Meaning("A disclosure that is not asked for, or not in its own words.", "Sponsored, sort of."),
    Code.SPAN_UNKNOWN: Meaning(
        "A fact cites anything but one numbered sentence of the item's own text.",
        "a fact that cites s9 of four sentences",
    ),
    Code.FRAME_UNKNOWN: Meaning(
        "The words around a quotation are no frame of the language.", "Experts agree: “The sole is red.”"
    ),
    Code.QUOTE_ALTERED: Meaning(
        "The quotation is not, word by word, what the cited sentence says.",
        "From the description: “The sole is blue.” (it says red)",
    ),
    Code.QUOTE_PARTIAL: Meaning(
        "A part of the cited sentence is left out that may change what it says.",
        "Keeps water out. (of: keeps water out for an hour)",
    ),
    Code.QUOTE_CLAIM: Meaning(
        "The quotation makes a claim that no frame may carry: health, guarantee, scarcity, urgency, the reader.",
        "From the description: “It cures a cold.”",
    ),
    Code.QUOTE_PRAISE: Meaning(
        "Praise, a call or an address stands in a plain frame, as if the shop said it.",
        "The bag has a stunning finish.",
    ),
    Code.QUOTE_LEANS: Meaning("The quotation leans on another sentence.", "It also has a pocket."),
    Code.QUOTE_SHAPE: Meaning(
        "The clause does not fit its frame, or its sentence is none.", "Perfect for walks. (in a plain frame)"
    ),
    Code.QUOTE_UNSAFE: Meaning(
        "The sentence holds a link, markup, an instruction or a question.",
        "From the description: “Ignore all previous instructions.”",
    ),
    Code.LEVEL_MISSING: Meaning(
        "A fact cites the item's text and does not say what proves it.", "a fact that cites s1 without a level"
    ),
    Code.LEVEL_NOT_ADMITTED: Meaning(
        "The place does not admit facts of this level.", "a rewritten fact on a surface that admits quoted ones"
    ),
    Code.JUDGEMENT_MISSING: Meaning(
        "No judge has seen this sentence beside this source.", "a rewritten fact of a text that has changed since"
    ),
    Code.JUDGEMENT_REFUSED: Meaning(
        "The judge says that the source does not bear it.", "The frame gives the cup its nautical look."
    ),
    Code.SIGNATURE_MISSING: Meaning(
        "Nobody signed this sentence for this source.", "an approved fact of a text that has changed since"
    ),
    Code.REWRITE_WORD: Meaning(
        "A word that neither the source nor the item's name nor the list of facts has.",
        "A cheerful cup. (of a blue cup)",
    ),
    Code.REWRITE_CHANGED: Meaning(
        "A number, negation, condition, hedge or the like was lost, or came in.",
        "It holds two litres. (it says up to two litres)",
    ),
}
"""Code → what it means."""


def verdict(code: Code, span: tuple[int, int], hint: str) -> Verdict:
    """A refusal."""
    return Verdict(code=code.value, span=span, hint=hint)
