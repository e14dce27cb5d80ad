"""The page about a decision, in a browser: seen with a link that carries a person token, corrected with plain forms.

A browser sends no bearer of its own accord. So the first visit brings the token in the address, which answers with a
cookie for these pages alone and an address without it; no other route looks at that cookie.
"""

from typing import Annotated, Any, Final
from urllib.parse import parse_qsl, quote, urlencode

from fastapi import APIRouter, Path, Query, Request, Response

from frankly.api.auth import COOKIE, Browsing
from frankly.api.bodies import NotJson
from frankly.api.page.page import Asked, page_of, refused_page
from frankly.api.page.style import CONTENT_POLICY
from frankly.api.problems import request_id_of
from frankly.api.routes.decisions.corrections import reached
from frankly.api.state import Service, service_of
from frankly.domain.ids import IdText
from frankly.domain.person.correction import CorrectionKind
from frankly.errors import Forbidden, FranklyError, Invalid
from frankly.pipelines.people import corrections
from frankly.pipelines.people.corrections import CorrectionInput
from frankly.pipelines.people.words import language

router = APIRouter(include_in_schema=False)

COOKIE_PATH: Final = "/v1/decisions/"
FORM: Final = "application/x-www-form-urlencoded"
HEADERS: Final = {
    "Content-Security-Policy": CONTENT_POLICY,
    # Without a referrer browsers send forms with the origin `null`, which says nothing of where they come from.
    "Referrer-Policy": "same-origin",
}

Decision = Annotated[IdText, Path()]


@router.get("/v1/decisions/{id}.html")
async def show(
    request: Request,
    visitor: Browsing,
    id: Decision,
    lang: str | None = None,
    item: str | None = None,
    without: str | None = None,
    why_not: str | None = None,
    saved: str | None = None,
    token: Annotated[str | None, Query()] = None,
) -> Response:
    """Show the page; with `token` keep that for these pages and come back without it."""
    service = service_of(request)
    try:
        if token is not None:
            return _kept(request, service, token)
        record = await reached(service.parts, visitor.caller, id)
        chosen = language(lang if lang is not None else str(record["body"]["locale"]))
        asked = Asked(chosen, item, without, why_not, saved, visitor.can_write)
        return _html(await page_of(service.parts, record, asked))
    except FranklyError as error:
        return _refused(request, error, language(lang))


@router.post("/v1/decisions/{id}.html")
async def correct(request: Request, visitor: Browsing, id: Decision) -> Response:
    """Take a correction, or take one back, from a form of the page; then come back to it."""
    service, lang = service_of(request), "en"
    try:
        caller = visitor.caller
        if not visitor.can_write:
            raise Forbidden("This link shows the page and corrects nothing; ask for one that may, or use the API.")
        form = await _form(request)
        lang = language(form.get("lang"))
        record = await reached(service.parts, caller, id)
        made = await _taken(service, record, form)
        query = urlencode({"lang": lang, "saved": made})
        return Response(status_code=303, headers={"Location": f"{_path(id)}?{query}#saved", **HEADERS})
    except FranklyError as error:
        return _refused(request, error, lang)


async def _taken(service: Service, record: dict[str, Any], form: dict[str, str]) -> str:
    """Do what a form says; returns the id of the correction."""
    parts, now = service.parts, service.parts.clock.now()
    if form.get("undo"):
        return (await corrections.undo(parts, record, form["undo"], now)).id
    named = form.get("named") or None
    kind = form.get("kind", "")
    if kind not in set(CorrectionKind):
        raise Invalid(f"'{kind[:40]}' is no correction; use one of {', '.join(CorrectionKind)}.")
    field = "ground" if named is not None and named.startswith("g") else "evidence"
    try:
        asked = CorrectionInput.model_validate({"item": form.get("item", ""), "kind": kind, field: named})
    except ValueError:
        raise Invalid("This form does not say which item and what of it is meant.") from None
    return (await corrections.correct(parts, record, asked, now)).id


def _kept(request: Request, service: Service, token: str) -> Response:
    """Keep a token for these pages until it expires, and leave it out of the address."""
    now = service.parts.clock.now()
    claims = service.signer.read(token, now)
    rest = urlencode([(name, value) for name, value in request.query_params.multi_items() if name != "token"])
    target = request.url.path + (f"?{rest}" if rest else "")
    answer = Response(status_code=303, headers={"Location": quote(target, safe="/?&=%:+"), **HEADERS})
    answer.set_cookie(
        COOKIE,
        token,
        max_age=max(claims.expires_s - now // 1000, 1),
        path=COOKIE_PATH,
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )
    return answer


async def _form(request: Request) -> dict[str, str]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != FORM:
        raise NotJson(f"This address takes forms ({FORM}); programs use /v1/decisions/<id>/corrections.")
    try:
        return dict(parse_qsl((await request.body()).decode(), max_num_fields=20))
    except ValueError:
        raise Invalid("This form cannot be read.") from None


def _path(id: str) -> str:
    return f"/v1/decisions/{quote(id, safe='')}.html"


def _html(page: str, status: int = 200) -> Response:
    return Response(page, status, headers=HEADERS, media_type="text/html")


def _refused(request: Request, error: FranklyError, lang: str) -> Response:
    request.state.problem = error.code
    request.state.error = error
    is_ours = error.status >= 500
    message = f"Something went wrong here ({request_id_of(request)})." if is_ours else error.message
    return _html(refused_page(message, lang), error.status)
