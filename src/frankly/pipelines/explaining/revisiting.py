"""Finds a decision again with all that was made on its way, and the world that it was made in."""

from frankly.domain.request import RecommendationRequest
from frankly.errors import Conflict
from frankly.pipelines.explaining.supposing import Revisited
from frankly.pipelines.parts import Parts
from frankly.pipelines.recommend import decide


async def present(parts: Parts, request: RecommendationRequest, now: int) -> Revisited:
    """What somebody would get at this moment; nothing is written down."""
    return Revisited(parts, await decide(parts, request, now), is_live=True)


async def revisit(parts: Parts, record: dict[str, object]) -> Revisited:
    """Make a recorded decision again, in the world as it was.

    Args:
        parts: the world as it is.
        record: of the decision.

    Raises:
        Conflict: when what the decision looked at is not there any more.
    """
    inputs = record["inputs"]
    assert isinstance(inputs, dict)
    request = RecommendationRequest.model_validate_json(__import__("json").dumps(inputs["request"]))
    world = await present(parts, request, int(inputs["now"]))
    if str(world.decided.inputs.decision_id()) != record["id"]:
        raise Conflict("What this decision looked at is not there any more.")
    return world
