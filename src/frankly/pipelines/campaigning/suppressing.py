"""Who must not be written to again: hashes of persons and addresses, which outlive what is erased with a person."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from frankly.domain.campaign.address import normal_address
from frankly.domain.campaign.recipient import Recipient
from frankly.ports.campaigns import CampaignLedger


@dataclass(frozen=True, slots=True, eq=False)
class Suppressing:
    """Looks recipients up among the suppressed.

    Attributes:
        ledger: where the hashes are kept.
        secret: key of the hashes, so that the list alone tells nobody's address.
    """

    ledger: CampaignLedger
    secret: bytes

    def hashes(self, person: str, address: str) -> tuple[str, ...]:
        """Hashes of somebody: of the person's id, and of the address in its usual spelling."""
        named = [f"person:{person}"] if person else []
        named += [f"address:{normal_address(address)}"] if address else []
        return tuple(self._hash(name) for name in named)

    async def of(self, rows: Sequence[Recipient]) -> dict[int, str]:
        """Number → why, of the recipients who must not be written to."""
        by_hash = {one: row.no for row in rows for one in self.hashes(row.person, row.contact.address)}
        found = await self.ledger.suppressed(list(by_hash))
        return {by_hash[one]: why for one, why in found.items()}

    def _hash(self, name: str) -> str:
        return hmac.new(self.secret, name.encode(), hashlib.sha256).hexdigest()[:32]
