"""Errors of many messages of one edition: what they share is looked at once.

A message's HTML is its shape with words and links put in. The words are proved sentences and fields whose characters
are escaped, so they cannot change what the tags are: what holds of the shape holds of every message that has it.
Sentences and links are looked at once each, and the rest anew for each message.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Final, TypeVar

from frankly.domain.saying.text import Role, SentenceKind, TextOrigin
from frankly.stages.mail_checks.check import OnLink, OnMail, OnPage, OnSentence
from frankly.stages.mail_checks.finding import MailFinding
from frankly.stages.mail_checks.mail import CheckedMail, Setting, Told
from frankly.stages.mail_checks.reading.page import read
from frankly.stages.mail_checks.registry import CHECKS, addresses

_SHAPES: Final = 256
"""Shapes that are remembered: some 30 KB each."""

_SENTENCES: Final = 20_000
"""Sentences that are remembered: some 400 bytes each."""

_SOME: Final = ("e",)
"""Stands for evidence: checks of sentences ask whether there is any."""

_LINKS: Final = 500
"""Hosts, and addresses that are not plain."""

_HOSTED: Final = re.compile(r"https://[a-z0-9.-]+/")
"""Begins a plain address: whatever follows, this is where it leads."""

_Key = TypeVar("_Key", bound=Hashable)
_ERRORS: Final = tuple(check for check in CHECKS.values() if check.severity == "error")
_PAGE: Final = tuple((check, check.looks.look) for check in _ERRORS if isinstance(check.looks, OnPage))
_SENTENCE: Final = tuple((check, check.looks.look) for check in _ERRORS if isinstance(check.looks, OnSentence))
_LINK: Final = tuple((check, check.looks.look) for check in _ERRORS if isinstance(check.looks, OnLink))
_MAIL: Final = tuple((check, check.looks.look) for check in _ERRORS if isinstance(check.looks, OnMail))

Findings = tuple[MailFinding, ...]
_Sentence = tuple[str, Role, SentenceKind, bool, TextOrigin, str]
"""Text, role, kind, whether anything bears it, origin, wording."""


class Remembering:
    """Checks of severity `error` for the messages of one edition in one language."""

    def __init__(self, setting: Setting) -> None:
        """Begin with nothing remembered.

        Args:
            setting: what the messages share; a message of another setting must go to another one of these.
        """
        self.setting = setting
        self._shapes: OrderedDict[tuple[str, ...], Findings] = OrderedDict()
        self._sentences: OrderedDict[_Sentence, Findings] = OrderedDict()
        self._links: OrderedDict[str, Findings] = OrderedDict()

    def errors(self, mail: CheckedMail) -> list[MailFinding]:
        """What keeps a message from being sent: the same findings as of `checked`, without the warnings.

        Spans in the HTML are those of its shape. Findings are told by kind: the whole, the page, sentences, links.

        Args:
            mail: the message, of the setting that this was made for.
        """
        found = [check.finding(one) for check, look in _MAIL for one in look(mail)]
        found.extend(_kept(self._shapes, mail.taken.shape, self._of_shape, _SHAPES))
        for told in mail.told:
            if _kept(self._sentences, _placeless(told), self._of_any, _SENTENCES):
                found.extend(self._of_sentence(told))
        for link in mail.links:
            found.extend(self._of_address(link))
        return found

    def _of_shape(self, shape: tuple[str, ...]) -> Findings:
        page = read("".join(shape))
        of_page = [check.finding(one) for check, look in _PAGE for one in look(page, self.setting)]
        return (*of_page, *(finding for link in addresses(page) for finding in self._of_link(link)))

    def _of_sentence(self, told: Told) -> Findings:
        return tuple(check.finding(one) for check, look in _SENTENCE for one in look(told, self.setting))

    def _of_any(self, sentence: "_Sentence") -> Findings:
        text, role, kind, is_borne, origin, pattern = sentence
        return self._of_sentence(Told("", text, role, kind, _SOME if is_borne else (), origin, pattern))

    def _of_address(self, link: str) -> Findings:
        hosted = _HOSTED.match(link)
        if hosted is not None and not _kept(self._links, hosted[0], self._of_link, _LINKS):
            return ()
        return _kept(self._links, link, self._of_link, _LINKS)

    def _of_link(self, link: str) -> Findings:
        return tuple(check.finding(one) for check, look in _LINK for one in look(link, self.setting))


def _placeless(told: Told) -> _Sentence:
    """A sentence wherever it stands, whatever of one person bears it: a finding tells the place, none depends on it."""
    return told.text, told.role, told.kind, bool(told.evidence), told.origin, told.pattern


def _kept(kept: "OrderedDict[_Key, Findings]", key: _Key, make: Callable[[_Key], Findings], most: int) -> Findings:
    found = kept.get(key)
    if found is None:
        found = kept[key] = make(key)
        if len(kept) > most:
            kept.popitem(last=False)
    return found
