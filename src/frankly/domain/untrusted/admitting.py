"""How the policy of a page admits a style or script of ours and no other, by its hash (CSP level 3, 2.3.1)."""

import base64
import hashlib


def admitted(text: str) -> str:
    """The source expression of an inline style or script, such as `'sha256-…'`.

    Args:
        text: all that stands between its tags.
    """
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
