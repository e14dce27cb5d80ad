"""What is sold, in the words of a shop: the brand's nouns, put into wordings when they are loaded.

A wording says `{{ noun.many }}` and the brand says what that is; the brand's words join the closed vocabulary.
"""

import re
from collections.abc import Mapping
from typing import Final, TypeAlias

from frankly.adapters.files.words.lines import Line
from frankly.errors import Misconfigured
from frankly.stages.verify.vocabulary.lexicon import Lexicon

Forms: TypeAlias = Mapping[str, str]
"""Form → the noun in it: `many` → "items"; in German also `this_dative` → "diesem Artikel"."""

DEFAULT: Final[Mapping[str, Forms]] = {
    "en": {"one": "item", "many": "items"},
    "de": {
        "this": "dieser Artikel",
        "this_accusative": "diesen Artikel",
        "this_dative": "diesem Artikel",
        "many": "Artikel",
        "many_dative": "Artikeln",
    },
}
"""What stands where a brand names no noun: true of anything in a catalogue."""

_NOUN: Final = re.compile(r"\{\{\s*noun\.(\w+)\s*\}\}")
_WORDS: Final = re.compile(r"[^\W\d_]+(-[^\W\d_]+)*( [^\W\d_]+(-[^\W\d_]+)*)*")


def load_nouns(entry: Line) -> dict[str, Forms]:
    """Read `nouns` of a brand: language → form → the noun.

    Raises:
        Misconfigured: when a form is missing or unknown, or holds anything but words.
    """
    found = dict(DEFAULT)
    for locale, part in entry.named().items():
        known = tuple(DEFAULT.get(locale, {}))
        forms = {name: _form(line) for name, line in part.named(names=known).items()}
        missing = [name for name in known if name not in forms]
        if missing:
            raise part.wrong(f"nouns.{locale} lacks {', '.join(missing)}; write every form of the noun.")
        found[locale] = forms
    return found


def _form(line: Line) -> str:
    text = line.text()
    if not _WORDS.fullmatch(text):
        raise line.wrong(f"'{text}' is no noun; write words of letters only.")
    return text


def named(line: Line, text: str, forms: Forms) -> str:
    """A wording with the nouns in place; `{{ noun.Many }}` begins with a capital letter.

    Raises:
        Misconfigured: when there is no such form in this language.
    """

    def fill(found: re.Match[str]) -> str:
        name = found[1]
        noun = forms.get(name[0].lower() + name[1:])
        if noun is None:
            known = ", ".join(forms) or "none, so name them in the brand's file"
            raise line.wrong(f"there is no '{found[0]}' in this language; forms: {known}.")
        return noun[0].upper() + noun[1:] if name[0].isupper() else noun

    return _NOUN.sub(fill, text)


def admit(lexicon: Lexicon, forms: Forms) -> Lexicon:
    """A vocabulary that holds the nouns: plural ones follow numbers, and what stands before one in `this` points.

    Raises:
        Misconfigured: when a noun is a word that claims something, such as "bought".
    """
    words = {word for form in forms.values() for word in form.split()}
    taken = sorted(words & (lexicon.known - lexicon.common - lexicon.pointers - lexicon.reason - lexicon.nudge))
    if taken:
        raise Misconfigured(
            f"The brand's nouns.{lexicon.locale} hold '{taken[0]}', which says something by itself in "
            f"lexicon/{lexicon.locale}.yaml; name what is sold by another word."
        )
    many = {form for name, form in forms.items() if name.startswith("many")}
    pointing = {word for name, form in forms.items() if name.startswith("this") for word in form.split()[:-1]}
    return lexicon.naming(frozenset(words), frozenset(many), frozenset(pointing), forms)
