"""Identifiers as distinct types, so that a person is never passed where an item is meant."""

from typing import Annotated, Final, NewType

from pydantic import StringConstraints

ItemId = NewType("ItemId", str)
PersonId = NewType("PersonId", str)
SessionId = NewType("SessionId", str)
EventId = NewType("EventId", str)
FactId = NewType("FactId", str)
EvidenceId = NewType("EvidenceId", str)
DecisionId = NewType("DecisionId", str)
SnapshotId = NewType("SnapshotId", str)
SurfaceName = NewType("SurfaceName", str)
SegmentName = NewType("SegmentName", str)
Row = NewType("Row", int)
"""Position of an item in a snapshot; means nothing outside that snapshot."""

# Ids come from other systems; white space at the ends and control characters (log, header injection) must not pass.
ID_RULES = StringConstraints(
    min_length=1, max_length=200, pattern=r"^[^\s\x00-\x1f\x7f](?:[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f])?$"
)
IdText = Annotated[str, ID_RULES]
"""An id of any kind, as it comes in."""

NAME_PATTERN: Final = r"^[a-z][a-z0-9_-]*$"

NameText = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=NAME_PATTERN)]
"""A name that people give in files: lower case, digits, `_`, `-`."""
