"""What stands below an e-mail: who sends it, why somebody gets it, and the way out. Words come from files."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from frankly.stages.messaging.letter import Footer, Link
from frankly.stages.messaging.tokens import LinkPurpose

SECTION: Final = "mail"
"""Part of a file of labels (`brand/labels/<locale>.yaml`) that holds these words."""


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses below an e-mail; each may be empty, and then its link is left out.

    Attributes:
        unsubscribe: stops mail.
        why: says why it was sent.
        view: shows it in a browser.
        privacy: the page about privacy.
    """

    unsubscribe: str = ""
    why: str = ""
    view: str = ""
    privacy: str = ""


def words_of(labels: Mapping[str, Mapping[tuple[str, str], str]], locale: str) -> Mapping[str, str]:
    """Fixed words in a language: its own, else those of the language without a region, else English.

    Args:
        labels: locale → (part of the file, name) → words.
        locale: BCP 47 tag.
    """
    found: dict[str, str] = {}
    for one in ("en", locale.split("-")[0], locale):
        found |= {name: words for (section, name), words in labels.get(one, {}).items() if section == SECTION}
    return found


def footer_of(
    words: Mapping[str, str],
    links: Links,
    *,
    sender: str,
    postal: tuple[str, ...] = (),
    disclosures: tuple[str, ...] = (),
    is_by_model: bool = False,
) -> Footer:
    """Put a footer together.

    Args:
        words: fixed words by name; where one is missing, a link shows its address.
        links: where they lead.
        sender: who sends it.
        postal: lines of the postal address.
        disclosures: what a campaign must say.
        is_by_model: whether a model wrote some of the message.
    """
    told = [
        Link(words.get(name, url), url)
        for name in ("unsubscribe", "why", "view", "privacy")
        if (url := getattr(links, name))
    ]
    said = [*disclosures, *([words["model"]] if is_by_model and "model" in words else [])]
    return Footer(sender, postal, words.get("reason", "").replace("{house}", sender), tuple(said), tuple(told))


def service_links(service: str, tokens: Mapping[LinkPurpose, str], privacy: str = "") -> Links:
    """Links of one recipient.

    Args:
        service: where recipients reach this service, over https; without it they have none.
        tokens: purpose → token or place; see `MailTokens.sign`.
        privacy: address of the page about privacy.
    """
    if not service:
        return Links(privacy=privacy)
    return Links(
        unsubscribe=_at(service, "v1/unsubscribe/{}", tokens.get("unsubscribe", "")),
        why=_at(service, "v1/mail/{}/why", tokens.get("why", "")),
        view=_at(service, "v1/mail/{}", tokens.get("view", "")),
        privacy=privacy,
    )


def _at(service: str, path: str, token: str) -> str:
    return f"{service}/{path.format(token)}" if token else ""
