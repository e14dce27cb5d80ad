"""The style of these pages: one sheet, admitted by its hash, without images, fonts or scripts."""

from typing import Final

from frankly.domain.untrusted.admitting import admitted

STYLE: Final = """\
:root{color-scheme:light dark;--paper:#f6f3ec;--card:#fff;--ink:#1c1a17;--soft:#5d5850;--line:#e2ddd3;--link:#0b57a4;
--deed:#1f5c4a;--on:#fff}
@media(prefers-color-scheme:dark){:root{--paper:#151412;--card:#1d1b19;--ink:#f0ede7;--soft:#b3ada3;--line:#38342f;
--link:#8fc1f5;--deed:#7cc7ad;--on:#10201a}}
*{box-sizing:border-box}
html{font:100%/1.55 ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;
-webkit-text-size-adjust:100%}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--paper);color:var(--ink);
overflow-wrap:anywhere;padding:1.25rem}
main{width:100%;max-width:32rem;background:var(--card);border:1px solid var(--line);border-radius:14px;
padding:clamp(1.5rem,5vw,2.75rem)}
.house{margin:0 0 1.5rem;color:var(--soft);font-size:.95rem}
h1{font-size:clamp(1.5rem,1.2rem + 1.5vw,2rem);line-height:1.2;letter-spacing:-.015em;margin:0 0 .75rem;
text-wrap:balance}
p{margin:.6rem 0}
form{margin:1.5rem 0 0}
button{font:inherit;font-weight:600;color:var(--on);background:var(--deed);border:2px solid var(--deed);
border-radius:8px;padding:.65rem 1.4rem;min-height:2.9rem;cursor:pointer}
button:hover{text-decoration:underline}
:focus-visible{outline:3px solid var(--link);outline-offset:3px;border-radius:4px}
nav{margin-top:2rem;padding-top:1rem;border-top:1px solid var(--line);font-size:.9rem}
a{color:var(--link);text-underline-offset:.15em}
@media(forced-colors:active){button{border-color:ButtonText}}
"""

CONTENT_POLICY: Final = (
    "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; style-src " + admitted(STYLE)
)
"""Admits the page's own style, and forms that go back to it."""

MESSAGE_POLICY: Final = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; style-src 'unsafe-inline'; "
    "img-src https:; sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
)
"""For a message shown in a browser: its styles stand in its elements, its pictures come over https, and nothing of it
runs, whatever stands in it."""
