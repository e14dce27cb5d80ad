from frankly.evals.liars.mail_variety import Mail, alike, of_mails, opening_alike, says_twice

BARE = frozenset({"you", "what", "with", "in", "to", "these", "on", "from", "of", "the", "here"})


def test_lines_that_share_more_than_three_content_words_say_it_twice() -> None:
    twice = Mail(
        ("Following on from “The Turn of a Screw”, bought", "You bought “The Turn of a Screw” following us"), ()
    )
    once = Mail(("Following on from “Emma”", "What you viewed played a part", "Take your time"), ())
    assert says_twice(twice, BARE)
    assert not says_twice(once, BARE)


def test_lines_that_begin_with_the_same_three_words_say_it_twice() -> None:
    assert says_twice(Mail(("What you saved leads on", "What you saved played a part"), ()), BARE)
    assert not says_twice(Mail(("What you saved leads on", "What you viewed played a part"), ()), BARE)


def test_blocks_are_counted_that_open_as_another_does() -> None:
    blocks = ("Because you viewed “Emma”.", "Because you viewed “Ivanhoe”.", "New here.", "You viewed “Emma”.")
    assert opening_alike(Mail((), blocks)) == 2


def test_figures_are_shares_of_mails_of_blocks_and_of_subjects() -> None:
    mails = [
        Mail(("New here", "New here for you"), ("New here.", "New here.")),
        Mail(("New here", "Take your time"), ("New here.", "You viewed “Emma”.")),
    ]
    assert of_mails(mails, BARE) == {
        "variety.mails": 2,
        "variety.mails_saying_twice": 0,
        "variety.blocks_opening_alike": 0.5,
        "variety.distinct_subjects": 0.5,
    }
    assert of_mails([], BARE)["variety.distinct_subjects"] == 0


def test_some_messages_that_say_it_twice_are_shown() -> None:
    twice = Mail(("What you saved leads on", "What you saved played a part"), ())
    assert (
        alike([twice] * 9, BARE, number=2)
        == ["says it twice: What you saved leads on | What you saved played a part"] * 2
    )
