"""The style of the page about a decision: one sheet, admitted by its hash, without images, fonts or scripts."""

from typing import Final

from frankly.api.page.view import STEPS
from frankly.domain.untrusted.admitting import admitted

_BASE: Final = """\
:root{color-scheme:light dark;--paper:#fdfcfa;--card:#fff;--ink:#1c1a17;--soft:#5d5850;--line:#e2ddd3;--track:#f2eee6;
--link:#0b57a4;--did:#2868a8;--said:#8a4399;--now:#0f7568;--others:#a25f00;--shop:#4a7420;--rest:#857f76;--against:#b3261e;
--tint:#f6f2ea;--good:#e8f2e4;--goodline:#5c8a4c}
@media(prefers-color-scheme:dark){:root{--paper:#151412;--card:#1d1b19;--ink:#f0ede7;--soft:#b3ada3;--line:#38342f;
--track:#292622;--link:#8fc1f5;--did:#6cabea;--said:#cf8fdd;--now:#4fbfae;--others:#e2a344;--shop:#9cc46a;--rest:#9c958b;
--against:#ff8a80;--tint:#24211e;--good:#1f2b1b;--goodline:#7fae6d}}
*{box-sizing:border-box}
html{font:100%/1.55 ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;
-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);overflow-wrap:anywhere}
a{color:var(--link);text-underline-offset:.15em}
:focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:3px}
.skip{position:absolute;left:-99rem}.skip:focus{position:static;display:inline-block;padding:.75rem 1rem}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
header,main,footer{max-width:50rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:2.5rem}
.top{display:flex;justify-content:space-between;gap:1rem;align-items:baseline;font-size:.9rem;color:var(--soft)}
h1{font-size:clamp(1.75rem,1.3rem + 2vw,2.5rem);line-height:1.15;letter-spacing:-.02em;margin:.4rem 0 .6rem;
text-wrap:balance}
h2{font-size:1.3rem;letter-spacing:-.01em;line-height:1.25;margin:3rem 0 .75rem}
h3{font-size:1.15rem;line-height:1.3;margin:0}
h4{font-size:1rem;margin:0 0 .4rem}
p{margin:.5rem 0}
.lead{color:var(--soft);font-size:1.05rem;max-width:38rem}
.facts{display:flex;flex-wrap:wrap;gap:.4rem 2rem;margin:1.25rem 0 0;padding:.9rem 0;border-block:1px solid var(--line)}
.facts div{min-width:0}.facts dt{font-size:.8rem;color:var(--soft)}.facts dd{margin:0}
.note{background:var(--tint);border-left:4px solid var(--rest);padding:.7rem 1rem;margin:1.25rem 0;
border-radius:0 6px 6px 0}
.note.good{background:var(--good);border-color:var(--goodline)}
.note p{margin:.15rem 0}
ol.items,ol.ladder,ul.plain{list-style:none;margin:0;padding:0}
.item{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:1.25rem;margin:0 0 1rem;
scroll-margin-top:1rem}
.head{display:grid;grid-template-columns:auto 1fr auto;gap:0 .9rem;align-items:baseline}
.slot{font-variant-numeric:tabular-nums;color:var(--soft);min-width:1.2rem}
.by{color:var(--soft);font-size:.95rem;margin:0}
.score{margin:0;padding-right:2rem;font-variant-numeric:tabular-nums;white-space:nowrap;font-weight:600}
.score small{font-weight:400;font-size:.85rem;color:var(--soft)}
.said{margin:.75rem 0;max-width:36rem}
.said p{margin:.2rem 0}
.place,.fact{color:var(--soft);font-style:italic}
.borne{color:var(--soft);font-size:.84rem;margin:0 0 .7rem!important}.borne strong{color:var(--ink)}
.sent dd p{margin-top:0}
.ladder{margin:1rem 0 0!important;border-top:1px solid var(--line)}
.rung{border-bottom:1px solid var(--line)}
.row{display:grid;grid-template-columns:minmax(0,1fr) 14rem 3.8rem 1rem;gap:.3rem 1rem;align-items:center;
padding:.55rem 0}
summary.row{list-style:none;color:inherit}summary.row::-webkit-details-marker{display:none}
summary.row::after{content:"";width:.5rem;height:.5rem;border:solid var(--soft);border-width:0 2px 2px 0;
justify-self:end;transform:rotate(45deg) translate(-2px,-2px)}
details[open]>summary.row::after{transform:rotate(225deg) translate(-2px,-2px)}
summary.row:hover{text-decoration:none}summary.row:hover .what{text-decoration:underline;text-decoration-thickness:1px}
.what small{display:block;font-size:.84rem;color:var(--soft)}
.track{height:.9rem;background:var(--track);border-radius:2px}
.bar{display:block;height:0;border-top:.9rem solid var(--rest);border-radius:2px;min-width:2px}
.did{border-color:var(--did)}.saidby{border-color:var(--said)}.now{border-color:var(--now)}
.others{border-color:var(--others)}.shop{border-color:var(--shop)}
.against{border-top-style:double;border-color:var(--against)}
.points{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.class.necessary{color:var(--ink);font-weight:600}.class.sufficient{color:var(--ink)}
.sum{display:flex;justify-content:space-between;gap:1rem;padding:.6rem 0 0;font-size:.9rem;color:var(--soft)}
.sum strong{color:var(--ink);padding-right:2rem;font-variant-numeric:tabular-nums;white-space:nowrap}
details{margin:0}summary{cursor:pointer;color:var(--link);padding:.3rem 0}
summary:hover,button:hover{text-decoration:underline}
.acts{margin:.75rem 0 0;display:flex;flex-wrap:wrap;gap:.5rem;align-items:center}
form{margin:0}
button{font:inherit;font-size:.9rem;color:var(--ink);background:var(--card);border:1px solid var(--soft);
border-radius:6px;padding:.4rem .8rem;min-height:2.5rem;cursor:pointer;text-align:left}
.fix{background:var(--tint);border-radius:8px;padding:.8rem;margin:0 0 .8rem;display:flex;flex-wrap:wrap;gap:.6rem;
align-items:center;color:var(--ink)}
.fix p{width:100%;margin:0;font-size:.875rem;color:var(--soft)}
label{display:block;font-size:.9rem;margin-bottom:.3rem}
input[type=text]{font:inherit;color:var(--ink);background:var(--card);border:1px solid var(--soft);border-radius:6px;
padding:.4rem .7rem;min-height:2.5rem;width:100%;max-width:24rem}
.ask{display:flex;flex-wrap:wrap;gap:.6rem;align-items:end}.ask div{flex:1 1 14rem;max-width:24rem}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{text-align:left;padding:.35rem .8rem .35rem 0;border-bottom:1px solid var(--line);vertical-align:top}
th{font-weight:600;color:var(--soft)}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap;
padding-right:0}
tfoot th,tfoot td{border-bottom:0;font-weight:600;color:var(--ink)}
dl.rows{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.35rem 1.5rem;margin:.75rem 0}
dl.rows dt{color:var(--soft)}dl.rows dd{margin:0}
code{font:.875em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
footer{padding-top:2rem;padding-bottom:4rem;color:var(--soft);font-size:.9rem}
@media(max-width:36rem){header,main,footer{padding-left:1rem;padding-right:1rem}header{padding-top:1.25rem}
.item{padding:1rem;border-radius:10px}
.row{grid-template-columns:minmax(0,1fr) auto .8rem;gap:.3rem .7rem}.track{grid-column:1/-1;grid-row:2}
dl.rows{grid-template-columns:1fr;gap:0}.head{grid-template-columns:auto 1fr}.score{grid-column:2;padding:0}
.sum strong{padding-right:1.5rem}dl.rows dd{margin-bottom:.6rem}h2{margin-top:2.25rem}}
@media print{:root{--paper:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb;--track:#fff}
html{font-size:10pt}.noprint,form,a.noprint,details:not([open])>summary:not(.row){display:none!important}
summary.row::after{display:none}
.item{break-inside:avoid;border-radius:0;padding:.6rem 0;border-width:1px 0 0}.rung,h2{break-after:avoid}
a{color:inherit;text-decoration:none}header,main,footer{max-width:none}}
@media(forced-colors:active){.bar{border-color:CanvasText}.track{border:1px solid GrayText}}
"""


def _share(step: int) -> str:
    return f"{step * 100 / STEPS:g}%"


STYLE: Final = _BASE + "".join(
    f".s{step}{{margin-left:{_share(step)}}}.w{step}{{width:{_share(step)}}}" for step in range(STEPS + 1)
)
"""Bars begin and end at classes, because a page without inline styles is one that no text can restyle."""

CONTENT_POLICY: Final = (
    "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; style-src " + admitted(STYLE)
)
"""Admits the page's own style, and forms that go back to it."""
