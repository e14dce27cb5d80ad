"""Stamps of quotations: what the verifier proved when a fact was made, a request need not prove again.

That a text is a quotation of the sentence that it cites, and both are in the item's language, follows from the item's
text, the rules and the code alone: whoever asks, wherever it is shown. So the proof is kept with the fact as a keyed
hash over all of these. Every other check looks at the sentence anew. A stamp that does not hold proves nothing, and the
quotation is proved as if there were none.
"""

from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import blake2b
from hmac import compare_digest
from typing import Final

from frankly.domain.item import Item
from frankly.domain.saying.fact import source_hash
from frankly.domain.saying.text import DraftSentence, VerifiedText

_SIZE: Final = 18
"""Bytes of a stamp, 24 characters: nobody guesses one of 144 bits."""


@dataclass(frozen=True, slots=True, eq=False)
class QuoteStamps:
    """Makes and reads stamps.

    Attributes:
        key: the service's own, at most 64 bytes; who has it could stamp what was never proved.
        code: hash of the code that proves quotations: what other code proved is proved again.
    """

    key: bytes = field(repr=False)
    code: str

    def of(self, text: VerifiedText, item: Item, rules: str) -> str:
        """The stamp of a quotation that was proved; empty for every other text.

        Args:
            text: what the verifier proved.
            item: of which it did.
            rules: versions of those by which.
        """
        if text.kind != "fact" or text.level != "quoted" or len(text.evidence) != 1:
            return ""
        return self._stamp(text.evidence[0], text.locale, text.text, item, rules)

    def holds(self, stamp: str, draft: DraftSentence, item: Item, rules: str) -> bool:
        """Whether this very draft was proved of this very text of the item, by these rules and this code."""
        if not stamp or draft.kind != "fact" or draft.level != "quoted" or len(draft.evidence) != 1:
            return False
        return compare_digest(
            stamp.encode(), self._stamp(draft.evidence[0], draft.locale, draft.text, item, rules).encode()
        )

    def _stamp(self, span: str, locale: str, text: str, item: Item, rules: str) -> str:
        said = "\x1f".join((self.code, rules, source_hash(item), span, locale.split("-")[0], text))
        # An HMAC lets go of the interpreter's lock and waits for it again, which costs more than all of the rest.
        return urlsafe_b64encode(blake2b(said.encode(), key=self.key, digest_size=_SIZE).digest()).decode()
