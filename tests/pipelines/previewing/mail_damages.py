"""Defects that are planted into e-mails: for each code of the checks, ways to break what it looks at."""

import html
import random  # noqa: TID251  # a type; whoever calls brings the seed
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from frankly.domain.campaign.campaign import MessageCap
from frankly.domain.saying.text import Role
from frankly.domain.time import DAY_MS, EpochMs
from frankly.stages.mail_checks.form.header import with_field, without
from frankly.stages.mail_checks.mail import CheckedMail, Told, flat

Draw = random.Random  # noqa: S311  # nothing is secret here
Damage = Callable[[CheckedMail, Draw], CheckedMail]

CAPS: Final = (MessageCap(messages=2, days=7), MessageCap(messages=5, days=30))
SIMPLE: Final = ("From", "To", "Subject", "Date", "Message-ID")


def _headers(mail: CheckedMail) -> list[tuple[str, str]]:
    return list(mail.headers or ())


def header_missing(mail: CheckedMail, draw: Draw) -> CheckedMail:
    name = draw.choice(SIMPLE)
    return without(mail, name) if draw.random() < 0.5 else with_field(mail, name, draw.choice(("", " ", "\t")))


def header_broken(mail: CheckedMail, draw: Draw) -> CheckedMail:
    name = draw.choice((*SIMPLE, "List-Unsubscribe", "X-Campaign"))
    broken = draw.choice(
        (
            "Hello\r\nBcc: a@b.example",
            "Hello\nX: y",
            "a\x00b",
            "a\x0bb",
            "a\x1b[31m",
            "a\x7f",
            "long " * 300,
            "\r\n\r\n<p>",
        )
    )
    return with_field(mail, draw.choice((name, "Bad Name", "Naïve")) if draw.random() < 0.2 else name, broken)


def header_twice(mail: CheckedMail, draw: Draw) -> CheckedMail:
    name = draw.choice((*SIMPLE, "List-Unsubscribe", "List-Unsubscribe-Post"))
    again = draw.choice((name, name.upper(), name.lower()))
    value = next((value for field, value in _headers(mail) if field == name), "x")
    return replace(mail, headers=(*_headers(mail), (again, value)))


def subject_differs(mail: CheckedMail, draw: Draw) -> CheckedMail:
    said = mail.subject.text if mail.subject else ""
    other = draw.choice(
        (f"{said}!", said.swapcase(), "Half price today", f"Re: {said}", said[: len(said) // 2].strip())
    )
    return with_field(mail, "Subject", other)


def body_missing(mail: CheckedMail, draw: Draw) -> CheckedMail:
    nothing = draw.choice(("", "\n", "  \r\n\t"))
    return replace(mail, text=nothing) if draw.random() < 0.7 else replace(mail, html=nothing)


def _body(mail: CheckedMail) -> list[Told]:
    # A line that stands inside another one cannot be taken out of it alone.
    lines = [one for one in mail.told if one.role not in {"subject", "preheader"}]
    return [one for one in lines if sum(flat(one.text) in flat(other.text) for other in mail.told) == 1]


def body_differs(mail: CheckedMail, draw: Draw) -> CheckedMail:
    said = flat(draw.choice(_body(mail)).text)
    other = draw.choice(("", f"{said[:-1]} not.", said.swapcase()))
    if draw.random() < 0.5:
        return replace(mail, text=mail.flat_text.replace(said, other))
    for written in {said, html.escape(said), html.escape(said, quote=False), said.replace("&", "&amp;")}:
        mail = replace(mail, html=mail.html.replace(written, other))
    return replace(mail, html=mail.html.replace(_escaped(said), _escaped(other)))


def _escaped(text: str) -> str:
    """As Jinja escapes."""
    return html.escape(text, quote=False).replace('"', "&#34;").replace("'", "&#39;")


def too_large(mail: CheckedMail, draw: Draw) -> CheckedMail:
    size = draw.choice((70_000, 90_000, 400_000))
    padding = draw.choice(
        (f"<!-- {'x' * size} -->", f'<div style="display:none">{"word " * (size // 5)}</div>', "é" * size)
    )
    return _before(mail, "</body>", padding)


def _before(mail: CheckedMail, place: str, markup: str) -> CheckedMail:
    head, _, rest = mail.html.rpartition(place)
    return replace(mail, html=f"{head}{markup}{place}{rest}")


def _one_of(mail: CheckedMail, pattern: str, draw: Draw) -> re.Match[str]:
    body = mail.html.index("<body")
    return draw.choice([one for one in re.finditer(pattern, mail.html) if one.start() > body])


def _swap(mail: CheckedMail, found: re.Match[str], other: str) -> CheckedMail:
    return replace(mail, html=f"{mail.html[: found.start()]}{other}{mail.html[found.end() :]}")


def markup_broken(mail: CheckedMail, draw: Draw) -> CheckedMail:
    if draw.random() < 0.4:
        return _before(mail, "</body>", draw.choice(("</div>", "</a>", "<div>", "<span>", "</table>", "<b>")))
    # Outside conditional comments, which only Outlook reads.
    return _swap(mail, _one_of(mail, r"</(?:a|h1|h2)>", draw), "")


def sender_wrong(mail: CheckedMail, draw: Draw) -> CheckedMail:
    return with_field(
        mail,
        "From",
        draw.choice(
            (
                "Lantern Books <letters@other.example>",
                "letters@shop.example",
                "Lantern Books <letters@shop.example.evil.example>",
                "Lantern Books <info@shop.example>",
                "Lantern Books",
            )
        ),
    )


def postal_address_missing(mail: CheckedMail, draw: Draw) -> CheckedMail:
    if draw.random() < 0.2:
        house = replace(mail.setting.house, postal=())
        return replace(mail, setting=replace(mail.setting, house=house))
    line = "7 Harbour Lane"
    other = draw.choice(("", "7 Harbour", "Harbour Lane 7"))
    if draw.random() < 0.5:
        return replace(mail, html=mail.html.replace(line, other))
    return replace(mail, text=mail.text.replace(line, other))


def _label_link(mail: CheckedMail, label: str) -> re.Match[str]:
    found = re.search(rf"<a\b[^>]*>\s*{re.escape(_escaped(label))}\s*</a>", mail.html)
    assert found is not None, label
    return found


def unsubscribe_link_missing(mail: CheckedMail, draw: Draw) -> CheckedMail:
    label = mail.setting.house.unsubscribe
    found = _label_link(mail, label)
    other = draw.choice(
        (
            "",
            label,
            f"<span>{label}</span>",
            re.sub(r'href="[^"]*"', 'href="http://shop.example/u"', found[0]),
            re.sub(r'href="[^"]*"', 'href=""', found[0]),
            found[0].replace(label, "Settings"),
        )
    )
    return _swap(mail, found, other)


def unsubscribe_text_missing(mail: CheckedMail, draw: Draw) -> CheckedMail:
    label = re.escape(mail.setting.house.unsubscribe)
    other = draw.choice(
        ("", mail.setting.house.unsubscribe, f"{mail.setting.house.unsubscribe}: http://shop.example/u")
    )
    return replace(mail, text=re.sub(rf"{label}:?\s*https://\S+", other, mail.text))


def unsubscribe_header_missing(mail: CheckedMail, draw: Draw) -> CheckedMail:
    name = draw.choice(("List-Unsubscribe", "List-Unsubscribe-Post"))
    if draw.random() < 0.4:
        return without(mail, name)
    wrong = {
        "List-Unsubscribe": ("<mailto:stop@shop.example>", "<http://shop.example/u>", "https://shop.example/u", "yes"),
        "List-Unsubscribe-Post": ("List-Unsubscribe", "One-Click", "yes", "List-Unsubscribe=Two-Clicks"),
    }
    return with_field(mail, name, draw.choice(wrong[name]))


def why_link_missing(mail: CheckedMail, draw: Draw) -> CheckedMail:
    label = mail.setting.house.why
    found = _label_link(mail, label)
    return _swap(mail, found, draw.choice(("", f"<span>{label}</span>", found[0].replace(_escaped(label), "More"))))


def sponsored_unmarked(mail: CheckedMail, draw: Draw) -> CheckedMail:
    at = draw.randrange(len(mail.items))
    told = draw.choice(((), ("Sponsored place",)))
    items = [replace(one, is_sponsored=True, disclosures=told) if n == at else one for n, one in enumerate(mail.items)]
    return replace(mail, items=tuple(items))


def disclosure_missing(mail: CheckedMail, draw: Draw) -> CheckedMail:
    told = mail.setting.house.advertising
    if draw.random() < 0.5:
        return replace(mail, text=mail.text.replace(told, ""))
    return replace(mail, html=mail.html.replace(told, draw.choice(("", "…"))))


def model_unmarked(mail: CheckedMail, draw: Draw) -> CheckedMail:
    """A model wrote, and one or all of the marks are missing."""
    note = _escaped(mail.setting.house.model_note)
    marked = with_field(_before(mail, "</body>", f"<p>{note}</p>"), "AI-Disclosure", "mode=machine-generated")
    marked = _before(replace(marked, text=f"{mail.text}\n{mail.setting.house.model_note}\n"), "</head>", "")
    meta = '<meta name="ai-disclosure" content="machine-generated">'
    marked = replace(marked, html=marked.html.replace("</head>", f"{meta}</head>", 1), is_model_written=True)
    return draw.choice(
        (
            replace(mail, is_model_written=True),
            without(marked, "AI-Disclosure"),
            replace(marked, html=marked.html.replace(meta, "")),
            replace(marked, html=marked.html.replace(note, "")),
            replace(marked, text=mail.text),
        )
    )


def _root(mail: CheckedMail, name: str, value: str) -> CheckedMail:
    """The mail with another attribute of its root; empty takes it out."""
    plain = re.sub(rf'(<html\b[^>]*?)\s+{name}="[^"]*"', r"\1", mail.html, count=1)
    return replace(mail, html=re.sub(r"<html\b", f'<html {name}="{value}"' if value else "<html", plain, count=1))


def language_unmarked(mail: CheckedMail, draw: Draw) -> CheckedMail:
    return _root(mail, "lang", draw.choice(("", "fr", "xx", "deutsch-")) if draw.random() < 0.9 else "")


def direction_wrong(mail: CheckedMail, draw: Draw) -> CheckedMail:
    if mail.setting.is_right_to_left:
        return _root(mail, "dir", draw.choice(("", "ltr", "auto")))
    return _root(mail, "dir", draw.choice(("rtl", "RTL", "auto")))


def title_missing(mail: CheckedMail, _draw: Draw) -> CheckedMail:
    return replace(mail, html=re.sub(r"<title>.*?</title>", "", mail.html, flags=re.DOTALL))


def alt_missing(mail: CheckedMail, draw: Draw) -> CheckedMail:
    alt = draw.choice(("", ' alt="image.jpg"', ' alt="IMG 12"', ' alt="photo"', ' alt="0.PNG"'))
    picture = f'<img src="https://images.shop.example/9.jpg" width="132"{alt}>'
    return _before(mail, draw.choice(("</body>", "</h1>", "</h2>")), picture)


def table_role_missing(mail: CheckedMail, draw: Draw) -> CheckedMail:
    role = draw.choice(("", ' role="table"', ' role="grid"', ' role=""'))
    return _before(mail, "</body>", f"<table{role}><tr><td></td></tr></table>")


def heading_order(mail: CheckedMail, draw: Draw) -> CheckedMail:
    way = draw.randrange(5)
    if way == 0:
        return _before(mail, "</body>", "<h1>Another</h1>")
    if way == 1:
        return replace(mail, html=re.sub(r"(</?)h1\b", r"\1div", mail.html))
    if way == 2:
        return replace(mail, html=re.sub(r"(</?)h2\b", rf"\1h{draw.randint(3, 6)}", mail.html))
    if way == 3:
        return _before(mail, "</body>", "<h2> </h2>")
    return _before(mail, "</body>", "<h5>Small print</h5>")


def _paragraph(mail: CheckedMail, style: str, words: str = "Advertising.") -> CheckedMail:
    return _before(mail, "</body>", f'<p style="{style}">{words}</p>')


def contrast_low(mail: CheckedMail, draw: Draw) -> CheckedMail:
    styles = (
        "color:#bbbbbb;background-color:#ffffff",
        "color:#fff;background:#eee",
        "color:rgb(200, 200, 200);background-color:white",
        "color:#777777;background-color:#ffffff",
        "background-color:#1f5c4a;color:#2f6c5a",
        "color:yellow;background-color:#ffffff",
    )
    return _paragraph(mail, draw.choice(styles))


def contrast_low_dark(mail: CheckedMail, draw: Draw) -> CheckedMail:
    rule = draw.choice(
        (
            "p.late { color: #222 !important; background-color: #111 !important; }",
            ".late { color: #000000 !important; background-color: #1c1f22 !important }",
            "p { background: #ffffff !important; color: #eeeeee !important; }",
            "body .late { color: #333333 !important; background-color: #000 !important; }",
        )
    )
    sheet = f"<style>@media (prefers-color-scheme: dark) {{ {rule} }}</style>"
    styled = replace(mail, html=mail.html.replace("</head>", f"{sheet}</head>", 1))
    return _before(
        styled, "</body>", '<p class="late" style="color:#000000;background-color:#ffffff;">Advertising.</p>'
    )


def font_small(mail: CheckedMail, draw: Draw) -> CheckedMail:
    sizes = ("font-size:9px", "font-size:8pt", "font:400 10px/14px Arial", "font-size:.6em", "font-size:60%")
    return _paragraph(mail, f"color:#000;background:#fff;{draw.choice(sizes)}")


def link_text_poor(mail: CheckedMail, draw: Draw) -> CheckedMail:
    words = draw.choice(
        (
            "",
            " ",
            "here",
            "Click here",
            "more…",
            "Read more »",
            "hier",
            "Mehr lesen",
            '<img src="https://images.shop.example/1.jpg" alt="">',
        )
    )
    return _before(mail, "</body>", f'<a href="https://shop.example/a">{words}</a>')


def _link(mail: CheckedMail, address: str, draw: Draw) -> CheckedMail:
    address = html.escape(address)
    if draw.random() < 0.6:
        return _swap(mail, _one_of(mail, r'(?<=[\s"])href="[^"]*"', draw), f'href="{address}"')
    return _before(mail, "</body>", f'<a href="{address}">Advertising.</a>')


def link_not_https(mail: CheckedMail, draw: Draw) -> CheckedMail:
    return _link(
        mail,
        draw.choice(
            ("http://shop.example/a", "ftp://shop.example/a", "//shop.example/a", "/books/1", "", "HTTP://shop.example")
        ),
        draw,
    )


def link_host(mail: CheckedMail, draw: Draw) -> CheckedMail:
    hosts = (
        "evil.example",
        "shop.example.evil.example",
        "shop-example.example",
        "127.0.0.1",
        "user@evil.example",
        "2130706433",
        "xn--shp-0qa.example",
    )
    return _link(mail, f"https://{draw.choice(hosts)}/books/1", draw)


def link_shortened(mail: CheckedMail, draw: Draw) -> CheckedMail:
    return _link(
        mail, f"https://{draw.choice(('bit.ly', 't.co', 'tinyurl.com', 'www.bit.ly', 'is.gd', 'BIT.LY'))}/3xYz", draw
    )


def active_content(mail: CheckedMail, draw: Draw) -> CheckedMail:
    hostile = (
        "<script>alert(1)</script>",
        "<SCRIPT SRC=https://shop.example/x.js></SCRIPT>",
        '<form action="https://shop.example"><input name="a"></form>',
        '<iframe src="https://shop.example"></iframe>',
        '<object data="https://shop.example/x"></object>',
        '<img src="https://images.shop.example/1.jpg" alt="x" onerror="alert(1)">',
        '<a href="javascript:alert(1)">Advertising.</a>',
        '<a href=" java&#115;cript:alert(1)">Advertising.</a>',
        "<svg onload=alert(1)></svg>",
        '<p style="background:expression(alert(1))">Advertising.</p>',
        '<meta http-equiv="refresh" content="0;url=https://shop.example">',
        '<video src="https://shop.example/a.mp4"></video>',
        '<embed src="https://shop.example/x">',
        "<button>Advertising.</button>",
    )
    return _before(mail, draw.choice(("</body>", "</h1>")), draw.choice(hostile))


def remote_style(mail: CheckedMail, draw: Draw) -> CheckedMail:
    sheets = (
        '<link rel="stylesheet" href="https://shop.example/a.css">',
        "<style>@import url(https://shop.example/a.css);</style>",
        '<style>@font-face { font-family: x; src: url("https://shop.example/a.woff2"); }</style>',
        "<style>p { background-image: url('//shop.example/a.png'); }</style>",
    )
    return replace(mail, html=mail.html.replace("</head>", f"{draw.choice(sheets)}</head>", 1))


def tracking_pixel(mail: CheckedMail, draw: Draw) -> CheckedMail:
    pixels = (
        '<img src="https://mail.shop.example/o.gif" width="1" height="1" alt="">',
        '<img src="https://mail.shop.example/o.gif" style="width:1px;height:1px" alt="">',
        '<img src="https://mail.shop.example/o.gif" width="0" alt="">',
        '<img src="https://mail.shop.example/o.gif" style="display:none" alt="">',
    )
    return _before(mail, "</body>", draw.choice(pixels))


def image_heavy(mail: CheckedMail, draw: Draw) -> CheckedMail:
    return _before(mail, "</body>", '<img src="https://images.shop.example/1.jpg" alt="Shelf">' * draw.randint(60, 120))


def attachment(mail: CheckedMail, draw: Draw) -> CheckedMail:
    name, value = draw.choice(
        (
            ("Content-Type", 'multipart/mixed; boundary="b"'),
            ("Content-Type", "application/pdf"),
            ("Content-Disposition", 'attachment; filename="a.pdf"'),
        )
    )
    return with_field(mail, name, value)


def _line(mail: CheckedMail, role: Role, text: str) -> CheckedMail:
    old = next((one for one in mail.told if one.role == role and one.place == role), None)
    new = replace(old, text=text, kind="nudge", evidence=()) if old is not None else Told(role, text, role)
    told = tuple(new if one is old else one for one in mail.told) if old is not None else (*mail.told, new)
    return replace(mail, told=told)


def _somewhere(
    mail: CheckedMail, text: str, draw: Draw, roles: Sequence[Role] = ("subject", "preheader", "intro")
) -> CheckedMail:
    return _line(mail, draw.choice(roles), text)


def subject_missing(mail: CheckedMail, draw: Draw) -> CheckedMail:
    if draw.random() < 0.5:
        return replace(mail, told=tuple(one for one in mail.told if one.role != "subject"))
    return _line(mail, "subject", draw.choice(("", " ", "\t")))


def subject_long(mail: CheckedMail, draw: Draw) -> CheckedMail:
    return _line(mail, "subject", "A list of books that goes on and on " * draw.randint(2, 6))


def subject_reply(mail: CheckedMail, draw: Draw) -> CheckedMail:
    begin = draw.choice(("Re:", "RE:", "Fwd:", "FW:", "AW:", "WG:", "Re[2]:", "[Re:", "Antw:", "re :"))
    return _line(mail, "subject", f"{begin} your books")


def preheader_same(mail: CheckedMail, draw: Draw) -> CheckedMail:
    said = mail.subject.text if mail.subject else ""
    return _line(mail, "preheader", draw.choice((said, f"{said}.", said.upper(), f" {said}")))


def false_urgency(mail: CheckedMail, draw: Draw) -> CheckedMail:
    pressing = {
        "en": (
            "Last chance",
            "Hurry, take a look",
            "Act fast",
            "Before it ends",
            "Order today",
            "While there is still time",
        ),
        "de": ("Nur heute", "Schnell zugreifen", "Letzte Chance", "Jetzt bestellen"),
    }
    return _somewhere(mail, draw.choice(pressing[mail.setting.locale]), draw)


def false_scarcity(mail: CheckedMail, draw: Draw) -> CheckedMail:
    scarce = {
        "en": ("Almost gone", "Only a few left", "The last few", "Selling fast", "While stocks last"),
        "de": ("Fast ausverkauft", "Nur noch wenige", "Solange der Vorrat reicht"),
    }
    return _somewhere(mail, draw.choice(scarce[mail.setting.locale]), draw)


def shouting(mail: CheckedMail, draw: Draw) -> CheckedMail:
    return _somewhere(
        mail,
        draw.choice(("BEST BOOKS EVER", "Look!!", "Look !!!", "What?!", "OPEN THIS NOW", "GROSSE AUSWAHL HIER")),
        draw,
    )


def slot_unfilled(mail: CheckedMail, draw: Draw) -> CheckedMail:
    slots = (
        "{e1.title}",
        "{{ first_name }}",
        "{item.price}",
        "*|FNAME|*",
        "%%name%%",
        "[[name]]",
        "${name}",
        "<%= name %>",
        "{% if x %}",
    )
    return _somewhere(mail, f"Hello {draw.choice(slots)} and more", draw, ("subject", "intro", "greeting", "closing"))


def template_unfilled(mail: CheckedMail, draw: Draw) -> CheckedMail:
    where = draw.choice(
        (
            "<p>{{ unsubscribe }}</p>",
            "<p>*|UNSUB|*</p>",
            '<a href="{{unsubscribe_url}}">Advertising.</a>',
            '<img src="https://images.shop.example/1.jpg" alt="{{ title }}">',
            "<p>{% unsubscribe %}</p>",
            "<p>[[address]]</p>",
        )
    )
    return _before(mail, "</body>", where)


def text_unfilled(mail: CheckedMail, draw: Draw) -> CheckedMail:
    slot = draw.choice(("{{ unsubscribe }}", "*|UNSUB|*", "%%unsub%%", "[[unsub]]", "{first_name}"))
    return replace(mail, text=f"{mail.text}\n{slot}\n")


def sentence_doubled(mail: CheckedMail, draw: Draw) -> CheckedMail:
    one = draw.choice([told for told in mail.told if told.role == "sentence" and told.kind != "nudge"])
    return replace(mail, told=(*mail.told, replace(one, place="items.9.sentences.0")))


def wrong_language(mail: CheckedMail, draw: Draw) -> CheckedMail:
    other = {
        "en": ("Das ist für Sie und nicht für die anderen gedacht.", "Wir haben das hier und dort für Sie gefunden."),
        "de": ("This is what you have been with the most here.", "These were here because you and they had it."),
    }
    return _somewhere(mail, draw.choice(other[mail.setting.locale]), draw, ("intro", "closing", "preheader"))


def subject_not_borne(mail: CheckedMail, draw: Draw) -> CheckedMail:
    if draw.random() < 0.3:
        told = [replace(one, kind="reason", evidence=("e99",)) if one.role == "subject" else one for one in mail.told]
        return replace(mail, told=tuple(told))  # type: ignore[arg-type]
    return _line(
        mail,
        draw.choice(("subject", "preheader", "intro")),
        draw.choice(("More like “Moby-Dick”", "„Die Blechtrommel“ und mehr", "50 % off", "From 3.99")),
    )


def sentence_refused(mail: CheckedMail, draw: Draw) -> CheckedMail:
    lies = {
        "en": (
            "You will love these.",
            "Everybody adores this shop.",
            "Guaranteed to make you happy.",
            "You bought so much.",
        ),
        "de": ("Sie werden das lieben.", "Garantiert das Beste.", "Sie haben so viel gekauft."),
    }
    return _line(mail, draw.choice(("intro", "closing", "greeting")), draw.choice(lies[mail.setting.locale]))


def words_unproved(mail: CheckedMail, draw: Draw) -> CheckedMail:
    said = draw.choice(
        ("Everybody loves this one.", "Now 30 % cheaper", "Ask Anna.", "Kaufen Sie heute", "Best seller")
    )
    return _before(mail, draw.choice(("</body>", "</h1>", "</h2>")), f"<p>{said}</p>")


def personal_data(mail: CheckedMail, draw: Draw) -> CheckedMail:
    data = ("anna.berg@post.example", "+49 30 1234 5678", "DE89 3704 0044 0532 0130 00", "4111 1111 1111 1111")
    return _somewhere(mail, f"You searched for “{draw.choice(data)}”", draw, ("intro", "closing"))


def personal_value(mail: CheckedMail, draw: Draw) -> CheckedMail:
    data = ("Signed, ask anna.berg@post.example", "Call +49 30 1234 5678", "IBAN DE89 3704 0044 0532 0130 00")
    return replace(mail, values=(*mail.values, draw.choice(data)))


def same_content(mail: CheckedMail, _draw: Draw) -> CheckedMail:
    return replace(mail, before=replace(mail.before, contents=mail.before.contents | {mail.content}))


def over_cap(mail: CheckedMail, draw: Draw) -> CheckedMail:
    at = mail.before.at
    within, most = draw.choice(((7, 2), (30, 5)))
    handed = tuple(EpochMs(at - draw.randrange(within * DAY_MS - 1)) for _ in range(most))
    return replace(mail, before=replace(mail.before, handed=handed))


DAMAGES: Final[dict[str, Damage]] = {
    damage.__name__: damage
    for damage in (
        header_missing,
        header_broken,
        header_twice,
        subject_differs,
        body_missing,
        body_differs,
        too_large,
        markup_broken,
        sender_wrong,
        postal_address_missing,
        unsubscribe_link_missing,
        unsubscribe_text_missing,
        unsubscribe_header_missing,
        why_link_missing,
        sponsored_unmarked,
        disclosure_missing,
        model_unmarked,
        language_unmarked,
        direction_wrong,
        title_missing,
        alt_missing,
        table_role_missing,
        heading_order,
        contrast_low,
        contrast_low_dark,
        font_small,
        link_text_poor,
        link_not_https,
        link_host,
        link_shortened,
        active_content,
        remote_style,
        tracking_pixel,
        image_heavy,
        attachment,
        subject_missing,
        subject_long,
        subject_reply,
        preheader_same,
        false_urgency,
        false_scarcity,
        shouting,
        slot_unfilled,
        template_unfilled,
        text_unfilled,
        sentence_doubled,
        wrong_language,
        subject_not_borne,
        sentence_refused,
        words_unproved,
        personal_data,
        personal_value,
        same_content,
        over_cap,
    )
}
"""Code → a way to earn it."""
