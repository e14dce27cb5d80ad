"""What is wrong with vectors and index at a moment, in words that say what to do."""

from frankly.domain.answering.degradation import Degradation, DegradationCode
from frankly.domain.deciding.snapshot import Snapshot
from frankly.pipelines.index.backlog import Backlog


def degradations_of(snapshot: Snapshot, index_fingerprint: str | None, backlog: Backlog) -> tuple[Degradation, ...]:
    """Compare what requests see with what the index has.

    Args:
        snapshot: the newest one.
        index_fingerprint: of the embedder that made the index; None where there is none.
        backlog: what the index does not have yet.

    Returns:
        One at most; empty when all is well.
    """
    fingerprint, code = snapshot.fingerprint, DegradationCode.INDEX_BEHIND
    if not snapshot.row_of:
        return ()
    if not fingerprint:
        code = DegradationCode.INDEX_NOT_FITTED
        detail = "no vectors: the embedder has not read the catalogue, or another one did; run 'frankly reindex'"
    elif backlog.knows_index and index_fingerprint != fingerprint:
        detail = "the index is missing or another embedder made it; run 'frankly reindex'"
    elif len(backlog):
        detail = f"{len(backlog)} items wait for the index"
    else:
        return ()
    detail = f"{detail}: {backlog.fault}" if backlog.fault else detail
    return (Degradation(code=code, part="index", detail=detail),)
