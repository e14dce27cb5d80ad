"""A small shop whose campaign is previewed."""

from dataclasses import dataclass
from typing import Any

from frankly.adapters.files.mail.template import load_template
from frankly.domain.campaign.campaign import Campaign
from frankly.domain.item import Item
from frankly.domain.saying.mail import Mailbox
from frankly.pipelines.campaigning.checking import MailChecking
from frankly.pipelines.previewing.making import preview_of
from frankly.pipelines.previewing.pages import Preview
from frankly.settings import data_folder
from frankly.stages.writing.brand import Brand, MailBrand
from tests.api.world import NOW, book
from tests.pipelines.bookshop import open_bookshop

MAIL = MailBrand(
    "https://shop.example",
    hosts=frozenset({"images.shop.example"}),
    sender=Mailbox(address="letters@shop.example", name="Lantern Books"),
    postal=("Lantern Books", "7 Harbour Lane"),
    privacy="https://shop.example/privacy",
    service="https://mail.shop.example",
)
CAMPAIGN: dict[str, Any] = {
    "name": "spring",
    "title": "Spring <b>reading</b>",
    "author": "Ada",
    "audience": {"everyone": True},
    "locales": ["en", "de"],
    "variants": {"plain": {}, "ours": {"subject": {"en": "Have a look around", "de": "Sehen Sie sich um"}}},
    "disclosures": {"en": "Advertising.", "de": "Werbung."},
}


@dataclass(frozen=True)
class Previewed:
    """What was previewed, with its checks."""

    preview: Preview
    checking: MailChecking


async def previewed(mail: MailBrand = MAIL, **changes: Any) -> Previewed:
    brand = Brand("Lantern Books", {"plain": "", "warm": ""}, mail=mail)
    parts = await open_bookshop(brand=brand, template=load_template(data_folder("brand")))
    changed = [
        book(0, image_url="https://images.shop.example/0.jpg"),
        book(1, title="<script>alert(1)</script> & more", image_url="https://images.shop.example/1.jpg"),
        book(2, sensitive=["health"]),
        book(3, title="O’Neill’s “Voyage” & “Return”", image_url="https://images.shop.example/3.jpg"),
    ]
    await parts.catalogue.upsert([Item.model_validate(one) for one in changed], NOW)
    await parts.live.refresh(NOW)
    campaign = Campaign.model_validate(CAMPAIGN | changes)
    made = await preview_of(parts, campaign, NOW)
    await parts.live.close()  # type: ignore[attr-defined]
    return Previewed(made, MailChecking(parts, campaign))
