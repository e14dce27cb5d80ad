from frankly.domain.untrusted.admitting import admitted


def test_a_style_is_admitted_by_its_hash() -> None:
    # The example of Content Security Policy 3, 8.3.
    assert admitted("doSomething();") == "'sha256-RFWPLDbv2BY+rCkDzsE+0fr8ylGr2R2faWMhq4lfEQc='"
