from frankly.stages.variants.holdout import is_held_out

PEOPLE = [f"person-{number}" for number in range(5_000)]


def held(campaign: str, share: int) -> set[str]:
    return {person for person in PEOPLE if is_held_out(campaign, share, person)}


def test_about_the_share_asked_for_is_held_out() -> None:
    assert 450 <= len(held("spring", 100_000)) <= 550


def test_nobody_and_everybody_can_be_held_out() -> None:
    assert held("spring", 0) == set()
    assert held("spring", 1_000_000) == set(PEOPLE)


def test_a_larger_share_holds_out_the_same_people_and_more() -> None:
    assert held("spring", 50_000) < held("spring", 100_000)


def test_who_is_held_out_of_one_campaign_says_nothing_about_another() -> None:
    both = held("spring", 100_000) & held("autumn", 100_000)
    assert 25 <= len(both) <= 80
