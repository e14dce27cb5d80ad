"""The closed list of ways to lie, and what each is."""

from typing import Final

CLASSES: Final[dict[str, str]] = {
    "wrong_number": "a number that the evidence does not have",
    "other_field_number": "a number of the evidence, said of something else",
    "foreign_entity": "a name, brand or place that is nowhere in the evidence",
    "other_entity": "a name or title that belongs to another item or person",
    "invented_quality": "a quality, part or use that nothing states",
    "moved_quality": "a quality or role moved to another part of the same sentence or evidence",
    "polarity": "yes for no, or no for yes",
    "null_as_no": "what is unknown, said to be absent",
    "scope_or_hedge": "all for some, surely for perhaps, an up-to dropped",
    "false_cause": "an act that was not done, or a cause that is none",
    "dropped_condition": "a condition, comparison or setting left out, so that the rest is an assertion",
    "superlative": "best, most, last chance, going fast",
    "forbidden_claim": "health, law, guarantee, money back, free of charge",
    "life_state": "something about the reader's life, body, feelings or family",
    "injection": "an instruction, a slot, a tag or a link where a sentence should be",
}
"""Name → what is wrong. German counterparts are in each class, and have figures of their own by locale."""
