"""Finds what is no prose: HTML, Markdown, addresses, template syntax, program code and encoded runs."""

import re
from typing import Final

from frankly.domain.untrusted.finding import TextFinding, TextFindingCode

_C = TextFindingCode

TAG: Final = re.compile(r"</?[A-Za-z!][^<>]*>")
"""A tag or comment as it stands."""

_TOP_LEVEL: Final = (
    "com|net|org|de|at|ch|eu|uk|fr|io|ai|co|shop|store|example|xyz|info|biz|online|site|link|click|ru|cn"
)

_RULES: Final[tuple[tuple[TextFindingCode, str, re.Pattern[str]], ...]] = (
    (
        _C.HTML,
        "HTML",
        re.compile(
            r"<!--|-->|</?[A-Za-z!][^<>]*(?:>|$)|&(?:[A-Za-z]{2,8}|#\d{1,7}|#x[0-9A-Fa-f]{1,6});|\bon\w{3,16}\s*=\s*"
        ),
    ),
    (
        _C.MARKDOWN,
        "Markdown",
        re.compile(
            r"!?\[[^\[\]\n]{0,200}\]\([^()\n]{0,400}\)|\*\*[^*\n]{1,200}\*\*|(?m:^#{1,6} )|```|`[^`\n]{1,200}`"
            r"|(?m:^\|.*\|$)|(?m:^> )|~~[^~\n]{1,200}~~"
        ),
    ),
    (
        _C.LINK,
        "an address",
        re.compile(
            r"(?i:\b(?:https?|ftp|file|mailto|javascript|vbscript|tel):\S*|\bwww\.\S+|\S{0,20}://\S*|\bdata:[a-z]+/\S*"
            rf"|[\w.+-]{1, 64}@[\w-]{1, 64}\.[\w.]{1, 64}|\b[a-z0-9][a-z0-9-]*\.(?:{_TOP_LEVEL})\b(?:/\S*)?)"
        ),
    ),
    (
        _C.TEMPLATE,
        "template syntax",
        re.compile(
            r"\{\{|\}\}|\{%|%\}|\{#|#\}|[$#@]\{|<%|%>|<\?|\?>|\{[\w.:!-]{1,60}\}|%\(\w{1,40}\)[sdr]|\$\([^()]*\)|\$\w{2,30}\$"
        ),
    ),
    (
        _C.CODE,
        "program code",
        re.compile(
            r"(?i:\b(?:drop|alter|truncate)\s+table\b|\binsert\s+into\b|\bdelete\s+from\b|\bunion\s+(?:all\s+)?select\b"
            r"|\bselect\b[^.!?]{1,80}\bfrom\b[^.!?]{1,60}(?:\bwhere\b|;)|\bupdate\s+\w+\s+set\b|'\s*or\s+'?1'?\s*=|@@\w+"
            r"|'\s*;|;\s*--|--\s*$|/\*|\*/|'\s*(?:or|and)\s+\w+\s*=|\bexec(?:ute)?\s+\w*sp_|xp_cmdshell|;\s*shutdown\b"
            r"|\b__\w+__\b|\b(?:os|subprocess|sys|kernel|process|child_process|runtime|shell)\.\w+\s*\("
            r"|\b(?:eval|exec|system|popen|alert|prompt|confirm|passthru|__import__|require|shell_exec)\("
            r"|\bconsole\.\w+|\bdocument\.\w+|\bwindow\.\w+|(?m:^\s*(?:import|from)\s+\w+(?:\s*[;,]|\s+import\b|$))"
            r"|\bimport\s+\w+(?:\.\w+)*\s*;|\blambda\s+\w*\s*:|\bdef\s+\w+\s*\(|\bfunction\s*\w*\s*\([^)]*\)\s*\{"
            r"|\b(?:sudo|chmod|curl|wget|rm|nc|bash|sh|cat|touch|mkfifo|ping|whoami|ls)\s+-\w|\brm\s+-rf\b"
            r"|\b(?:touch|cat|rm|ls)\s+/\w|\.\./\.\./|/etc/\w+|/bin/\w+|/dev/\w+|\\x[0-9a-f]{2}|\\u[0-9a-f]{4}"
            r"|\$[A-Z_]{3,}\b|%[0-9a-f]{2}%[0-9a-f]{2}|\b\w{1,40}\s?\(\s?['\"][^'\"()]{0,80}['\"]\s*\)\s*[;.]?)"
        ),
    ),
    (
        _C.ENCODED,
        "a run that looks encoded",
        re.compile(
            r"(?<![\w+/=-])(?=[A-Za-z0-9+/]{0,400}[a-z])(?=[A-Za-z0-9+/]{0,400}[A-Z])(?=[A-Za-z0-9+/]{0,400}\d)[A-Za-z0-9+/]{20,}={0,2}"
            r"(?![\w+/=-])|(?<![\w+/=-])[A-Za-z0-9+/]{16,}={1,2}(?![\w+/=])|(?<![0-9A-Za-z-])[0-9a-fA-F]{32,}(?![0-9A-Za-z-])"
            r"|(?:\b[01]{8}\b[ ,]?){3,}|(?:\b[0-9a-fA-F]{2}\b[ ,:]){8,}|(?:[.-]{1,6} [.-]{1,6} ){5,}"
        ),
    ),
)
_MAY: Final[dict[TextFindingCode, re.Pattern[str]]] = {
    _C.HTML: re.compile(r"[<>&=]"),
    _C.MARKDOWN: re.compile(r"[\[*#`|>~]"),
    _C.LINK: re.compile(rf"[:@]|www\.|(?i:\.(?:{_TOP_LEVEL})\b)"),
    _C.TEMPLATE: re.compile(r"[{}%$]|<\?|\?>"),
    _C.CODE: re.compile(
        r"[();=\\*@$%/_]|--|\s-\w|'\s*[oa;]|\.\w+\(|(?:console|document|window)\."
        r"|\b(?i:drop|alter|truncate|insert|delete|union|select|exec|execute|def|lambda|function|import)\s"
        r"|(?m:^\s*(?:import|from)\s)"
    ),
    _C.ENCODED: re.compile(r"[A-Za-z0-9+/]{16,}|\b[01]{8}\b|\b[0-9a-fA-F]{2}[ ,:]|[.-]{1,6} [.-]"),
}
"""Something of each that most texts lack: a cheap look spares the long ones."""


def markup(text: str) -> list[TextFinding]:
    """Everything that is markup, an address, template syntax, code or encoded."""
    return [
        TextFinding(code=code, span=match.span(), what=what)
        for code, what, pattern in _RULES
        if _MAY[code].search(text)
        for match in pattern.finditer(text)
    ]
