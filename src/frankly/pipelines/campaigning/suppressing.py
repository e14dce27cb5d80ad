"""Who must not be written to again: hashes of persons and addresses, which outlive what is erased with a person."""

from collections.abc import Sequence
from dataclasses import dataclass

from frankly.domain.base import Frozen
from frankly.domain.campaign.edition import Tally
from frankly.domain.campaign.keyed_hashes import KeyedHashes
from frankly.domain.campaign.recipient import LEFT, Recipient, RecipientState
from frankly.domain.time import EpochMs
from frankly.ports.mailing.campaigns import CampaignLedger

_WRITTEN_TO = {RecipientState.PLANNED, RecipientState.WRITTEN, *LEFT}


class Uncompared(Frozen):
    """Suppressed addresses that nobody here can compare with some recipients."""

    recipients: int
    """Recipients who get a message."""

    without_address: int
    """Those of them of whom no address is known here."""

    suppressed_addresses: int
    """Addresses on the list of those who must not be written to."""

    told: str
    """The same for people, with what to do."""


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
        """Hashes of somebody: of the person's id, and of the address in its usual spelling, where there are any."""
        return tuple(one for one in self.hashed(person, address) if one)

    async def add(self, people: Sequence[tuple[str, str]], why: str, at: EpochMs) -> int:
        """Write to some people no more.

        Args:
            people: id and address of each; either may be empty.
            why: `unsubscribed`, `complained`, `bounced` or `imported`.
            at: since when.

        Returns:
            How many of them were not on the list, neither by id nor by address.
        """
        persons = [one for person, _ in people for one in self.hashes(person, "")]
        addresses = [one for _, address in people for one in self.hashes("", address)]
        known = await self.ledger.suppressed([*persons, *addresses])
        await self.ledger.suppress(dict.fromkeys([*persons, *addresses], why), at, addresses=addresses)
        named = {self.hashes(*one) for one in people}
        return sum(bool(hashes) and not known.keys() & set(hashes) for hashes in named)

    async def add_forgotten(self, edition: int, no: int, why: str, at: EpochMs) -> int:
        """Write no more to whom a row was about, of which hashes alone are left; see `add`.

        Args:
            edition: number of the edition.
            no: number of the recipient in it.
            why: as for `add`.
            at: since when.
        """
        person, address = await self.ledger.forgotten(edition, no)
        return int(
            bool(await self.ledger.suppress({one: why for one in (person, address) if one}, at, addresses=[address]))
        )

    async def of(self, rows: Sequence[Recipient]) -> dict[int, str]:
        """Number → why, of the recipients who must not be written to.

        Somebody is compared by id, by the address of the row, and by every address that any edition knew of them: an
        audience without addresses must not bring back who asked at their address for no more mail.
        """
        names = {row.no: {*self.hashes(row.person, row.contact.address)} for row in rows}
        if await self.ledger.suppressed_addresses():
            known = await self.ledger.addresses_of([row.person for row in rows if row.person])
            for row in rows:
                names[row.no].update(one for address in known.get(row.person, ()) for one in self.hashes("", address))
        found = await self.ledger.suppressed(sorted({one for hashes in names.values() for one in hashes}))
        listed = {no: sorted(hashes & found.keys()) for no, hashes in names.items()}
        return {no: found[hashes[0]] for no, hashes in listed.items() if hashes}

    async def uncompared(self, edition: int, tally: Sequence[Tally]) -> Uncompared | None:
        """What of the list cannot be compared with who gets a message; None where all of it can.

        Args:
            edition: number of the edition.
            tally: how many of its recipients are where.
        """
        addresses = await self.ledger.suppressed_addresses()
        unknown = await self.ledger.without_address(edition) if addresses else 0
        if not unknown:
            return None
        recipients = sum(one.count for one in tally if one.state in _WRITTEN_TO)
        told = (
            f"{unknown:,} of {recipients:,} recipients have no address here, so {addresses:,} suppressed "
            f"{'address' if addresses == 1 else 'addresses'} cannot be compared with them: your sender must, or put "
            "addresses into the audience's file."
        )
        return Uncompared(recipients=recipients, without_address=unknown, suppressed_addresses=addresses, told=told)

    def hashed(self, person: str, address: str) -> tuple[str, str]:
        """A hash of each, as `forget_before` wants them; empty for what is empty."""
        return KeyedHashes(self.secret).of(person, address)
