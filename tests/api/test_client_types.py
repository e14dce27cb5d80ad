import pytest

from frankly.api.describing.client_types import ANSWERED, NOTICE, client_types
from tests.api.test_pages import described  # noqa: F401  a fixture

SCHEMAS = {
    "RecommendationRequest": {
        "type": "object",
        "properties": {"limit": {"anyOf": [{"type": "integer"}, {"type": "null"}], "default": 3}},
    },
    "Answer": {
        "description": "An\n  answer */",
        "properties": {
            "items": {"type": "array", "items": {"anyOf": [{"type": "string"}, {"type": "null"}]}, "default": []},
            "pair": {"prefixItems": [{"type": "number"}, {"const": "x"}], "type": "array"},
            "text": {"title": "Text", "type": "object", "properties": {"said": {"type": "string"}}},
            "kind": {"$ref": "#/components/schemas/Kind"},
            "rest": {"type": "object", "additionalProperties": {"type": "boolean"}},
        },
        "required": ["pair"],
    },
    "Kind": {"enum": ["a", "b"]},
    "Unused": {"type": "object"},
    **{name: {"type": "object"} for name in ANSWERED if name != "Answer"},
}

WRITTEN = """\
/** An answer * / */
export interface Answer {
  items: (string | null)[];
  pair: [number, "x"];
  text?: Text;
  kind?: Kind;
  rest?: Record<string, boolean>;
}

export type AnswerDone = Record<string, unknown>;

export type Kind = "a" | "b";
"""


def test_types_are_written_as_they_are_described() -> None:
    text = client_types({"components": {"schemas": SCHEMAS}})
    assert text.startswith(f"{NOTICE}\n\n{WRITTEN}")
    assert "limit?: number | null;" in text, "what is asked may be left out"
    assert "export interface Text {\n  said?: string;\n}" in text
    assert "Unused" not in text


@pytest.mark.parametrize("name", ["VerifiedText", "AnsweredItem", "RequestContext", "SentencesArrived", "Problem"])
def test_everything_that_the_client_meets_has_a_type(described: dict[str, object], name: str) -> None:  # noqa: F811
    assert f"export interface {name} {{" in client_types(described)
