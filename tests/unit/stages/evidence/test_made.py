from frankly.domain.evidence import Anchor, Ground
from frankly.stages.evidence.causes_live import ItemCauses, LiveCauses
from frankly.stages.evidence.made import Made, Named


def test_what_is_asked_for_by_name_is_made_once_and_nothing_else_is() -> None:
    made: list[int] = []

    def make(place: int) -> int:
        made.append(place)
        return place * 10

    named = Named(["a", "b", "c"], Made(3, make))
    assert named.get("b") == 10
    assert named.get("b", -1) == named["b"] == 10
    assert named.get("d") is None
    assert named.get("d", -1) == -1
    assert made == [1]


class _NothingNecessary(LiveCauses):
    def __init__(self) -> None:
        self.looked: list[int] = []

    def is_necessary(self, index: int, ground: Ground) -> bool:
        self.looked.append(index)
        return False


def test_to_ask_for_a_cause_looks_at_a_ground_once_and_at_evidence_never() -> None:
    anchor = Anchor(type="category", value="poetry")
    ground = Ground.model_validate(
        {"kind": "viewed", "anchor": anchor, "evidence": ("e1",), "count": 1, "contribution": 5, "share_ppm": 9}
    )
    live = _NothingNecessary()
    causes = ItemCauses(live, 3, [ground])
    assert causes.get("e1") is None
    assert causes.get("g2", "none") == "none"
    assert causes.get("g1") == causes.get("g1", "none") == "contributing"
    assert live.looked == [3]
