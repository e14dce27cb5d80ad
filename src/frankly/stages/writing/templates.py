"""Compiles wordings once and renders them to drafts. A template may choose words by plural; it computes nothing.

Jinja2 in a sandbox with StrictUndefined, cut down to `{{ e1.title }}` and `{% if e1.plural == 'other' %}`.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from babel import Locale
from jinja2 import StrictUndefined, Template, TemplateError, nodes
from jinja2.sandbox import SandboxedEnvironment

MOST_CHARACTERS: Final = 600
"""Longest template; a sentence that needs more is none."""

PLURAL: Final = "plural"
"""The one field that is no slot: the plural category (CLDR) of the owner's count."""

OWNERS: Final = frozenset({"e1", "g1", "item"})
"""What a template may speak of: the strongest piece told, the ground told, the recommended item."""

_ALLOWED: Final = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Getattr,
    nodes.Name,
    nodes.Const,
    nodes.If,
    nodes.Compare,
    nodes.Operand,
)

_ENVIRONMENT: Final = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True, auto_reload=False)


class TemplateWrong(ValueError):
    """A template that cannot be used; the message says why."""


_CUT: Final = "\0"
"""Stands around owner and field of each slot while a template is rendered; no template file can hold it."""


_SLOT: Final = re.compile(r"\{\{ ([a-z]\w*)\.([a-z]\w*) \}\}", re.ASCII)


class Tokens:
    """Stands for an owner while a template is rendered: each field becomes a slot that is named afterwards."""

    __slots__ = ("_name", "_plural")

    def __init__(self, name: str, plural: str = "other") -> None:
        """Name the owner and the plural category of its count."""
        self._name = name
        self._plural = plural

    def __getitem__(self, field: str) -> str:
        """The slot of a field."""
        return self._plural if field == PLURAL else f"{_CUT}{self._name}{_CUT}{field}{_CUT}"


@lru_cache(maxsize=8192)
def slots_of(text: str) -> frozenset[tuple[str, str]]:
    """Check a template and name the slots that it may need.

    Raises:
        TemplateWrong: when it is too long, no template, or does more than name slots and choose by plural.
    """
    if _CUT in text:
        raise TemplateWrong("it holds a character that no text has")
    if len(text) > MOST_CHARACTERS:
        raise TemplateWrong(f"it has {len(text)} characters; at most {MOST_CHARACTERS} are read")
    plain = _plain_slots(text)
    return _parsed_slots(text) if plain is None else plain


def _parsed_slots(text: str) -> frozenset[tuple[str, str]]:
    try:
        tree = _ENVIRONMENT.parse(text)
    except TemplateError as error:
        raise TemplateWrong(f"it is no template: {error}") from error
    for node in tree.find_all(nodes.Node):
        if not isinstance(node, _ALLOWED):
            raise TemplateWrong(f"'{type(node).__name__}' is not allowed; name slots, and choose by '.plural' only")
    found = set()
    for access in tree.find_all(nodes.Getattr):
        if not isinstance(access.node, nodes.Name) or access.node.name not in OWNERS:
            raise TemplateWrong(f"'.{access.attr}' must follow one of {', '.join(sorted(OWNERS))}")
        if access.attr != PLURAL:
            found.add((access.node.name, access.attr))
    if len(list(tree.find_all(nodes.Name))) != len(list(tree.find_all(nodes.Getattr))):
        raise TemplateWrong("name a field with every owner, such as {{ e1.title }}")
    return frozenset(found)


def _plain_slots(text: str) -> frozenset[tuple[str, str]] | None:
    """Slots of a template that names some and does nothing else, as most do; None for any other.

    A start reads more than a thousand templates, and parsing them all takes a tenth of a second.
    """
    found = frozenset(_SLOT.findall(text))
    if set("{}") & set(_SLOT.sub("", text)) or not all(owner in OWNERS and field != PLURAL for owner, field in found):
        return None
    return found


@lru_cache(maxsize=8192)
def _compiled(text: str) -> Template:
    return _ENVIRONMENT.from_string(text)


def render(text: str, owners: tuple[tuple[str, str, str], ...]) -> str:
    """Render a template to a draft's text.

    Args:
        text: the template.
        owners: for each owner its name in the template, its id, and the plural category of its count.

    Returns:
        Words with slots, such as `{e7.title}`.

    Raises:
        TemplateWrong: when the template names an owner that is not there.
    """
    parts = _rendered(text, tuple([(name, plural) for name, _, plural in owners]))
    ids = {name: identity for name, identity, _ in owners}
    done = [parts[0]]
    for owner, field, words in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        done.append(f"{{{ids[owner]}.{field}}}{words}")
    return "".join(done)


@lru_cache(maxsize=8192)
def _rendered(text: str, plurals: tuple[tuple[str, str], ...]) -> Sequence[str]:
    """Words, owner, field, words …: the same whatever the ids, so that a wording is rendered once for each plural."""
    slots, is_plain = slots_of(text), "\n" not in text and _plain_slots(text) is not None
    if is_plain and {owner for owner, _ in slots} <= {name for name, _ in plurals}:
        # There is nothing to choose, and compiling takes two milliseconds: a new service has a thousand to meet.
        return _SLOT.split(text)
    context: Mapping[str, Tokens] = {name: Tokens(name, plural) for name, plural in plurals}
    try:
        return _compiled(text).render(context).split(_CUT)
    except TemplateError as error:
        raise TemplateWrong(f"it cannot be rendered: {error}") from error


@lru_cache(maxsize=1024)
def plural(count: int, locale: str) -> str:
    """Plural category of a count (CLDR): `one`, `other`, in some languages `few` or `many`."""
    return str(Locale.parse(locale.split("-")[0]).plural_form(count))
