"""How a variant of a campaign does so far: what dealing the next ones is learned from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class VariantStanding:
    """What became of the messages of one variant, each recipient counted once.

    Attributes:
        mature: messages of which it can be said whether they did any good: rewarded, or handed over longer ago than the
            campaign waits for a reward.
        rewarded: those of them that were followed by what the campaign calls a success.
    """

    mature: int = 0
    rewarded: int = 0

    def __post_init__(self) -> None:
        """Hold the counts together.

        Raises:
            ValueError: when more were rewarded than there are.
        """
        if not 0 <= self.rewarded <= self.mature:
            raise ValueError(f"{self.rewarded} of {self.mature} messages cannot have been rewarded")
