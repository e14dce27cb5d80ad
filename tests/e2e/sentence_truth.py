"""Checks sentences against the stored acts themselves. Knows no wording, template or verifier of the product.

It reads the database's tables, takes a sentence apart by what a reader would understand (titles in quotation marks,
numbers with the word after them, verbs, times), and compares each part with what is stored.
"""

import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

DAY_MS = 86_400_000
KINDS = (
    "view click like dislike save dismiss add_to_cart purchase start progress complete rate search hide feedback"
).split()
FOR = {"view", "click", "like", "save", "add_to_cart", "purchase", "start", "progress", "complete"}
ACT_OF = {
    "viewed": "view",
    "clicked": "click",
    "liked": "like",
    "saved": "save",
    "added_to_cart": "add_to_cart",
    "bought": "purchase",
    "started": "start",
    "progressed": "progress",
    "completed": "complete",
    "rated_high": "rate",
}
GROUP_OF = {
    "viewed": "views",
    "clicked": "views",
    "liked": "opinions",
    "saved": "opinions",
    "rated_high": "opinions",
    "added_to_cart": "purchases",
    "bought": "purchases",
    "started": "progress",
    "progressed": "progress",
    "completed": "progress",
    "searched": "searches",
}
OF_NOBODY = {
    "popular",
    "popular_in_category",
    "trending",
    "new",
    "editorial",
    "pinned",
    "buried",
    "explored",
    "context_item",
    "basket_item",
    "search_match",
    "part_of_day",
    "device",
    "popular_in_region",
}
"""Evidence that says nothing of the person's past."""

VERBS: dict[str, dict[str, str]] = {
    "en": {
        "viewed": r"\bviewed\b|\bYour look at\b|\bhad a look at\b",
        "clicked": r"\bopened\b|\bclick on\b",
        "liked": r"\byou liked\b|\bYou liked\b|\bhave liked\b|\bYour like\b",
        "saved": r"\bsaved\b|\baside for later\b",
        "added_to_cart": r"\bput\b.*\bin your basket\b|\bwent into your basket\b",
        "bought": r"\bbought\b|\bpurchase\b",
        "started": r"\bstarted\b|\bYour start\b",
        "progressed": r"\bprogress\b|\bpartway\b",
        "completed": r"\bfinished\b|\bmade it to the end\b",
        "rated_high": r"\brated\b|\bhigh rating\b",
        "searched": r"\bsearch(es|ed)?\b",
        "search_match": r"\bsearch(es|ed)?\b|\bsearched for\b",
        "stated_interest": r"\binterests?\b.*|\byou told us that you like\b|\bYou told us that you like\b|\byou like\b",
        "stated_role": r"\brole\b",
        "stated_intent": r"\bcame for\b|\baim\b",
        "context_item": r"\blooking at\b|\bin mind\b|\bthis one and of\b",
        "new": r"\b[Nn]ew\b",
        "trending": r"\blately\b|\bat the moment\b",
        "popular": r"\b[Pp]opular\b|\b[Ii]nterest\b|\bturned to\b|\bnoticed\b",
        "popular_in_category": r"\b[Pp]opular\b|\binterest\b|\bturned to\b|\bnoticed\b",
        "popular_in_region": r"\byour (region|part of the world)\b",
        "popular_in_segment": r"\b[Aa]mong\b|\b[Mm]any\b|\b[Oo]thers?\b",
        "outside_usual": r"\busual(ly)?\b|\bFor a change\b",
        "explored": r"\bchance\b",
        "editorial": r"\beditors\b",
    },
    "de": {
        "viewed": r"\bangesehen\b|\bIhr Blick auf\b",
        "clicked": r"\bangeklickt\b|\bKlick\b",
        "liked": r"\bgefällt\b|\bgefallen\b",
        "saved": r"\bgemerkt\b",
        "added_to_cart": r"\bin den Warenkorb gelegt\b",
        "bought": r"\bgekauft\b|\bKauf\b",
        "started": r"\bbegonnen\b|\bEinstieg\b",
        "progressed": r"\bvorangekommen\b|\bFortschritt\b|\bangefangen\b",
        "completed": r"\babgeschlossen\b|\bbis zum Ende\b",
        "rated_high": r"\bbewertet\b|\bBewertung\b",
        "searched": r"\bSuche\b|\bgesucht\b",
        "search_match": r"\bSuche\b|\bTreffer\b",
        "stated_interest": r"\bInteressen?\b|\binteressiert\b",
        "stated_role": r"\bRolle\b.*",
        "stated_intent": r"\bAnliegen\b",
        "context_item": r"\bgerade\b|\bIhr Blick auf\b|\bansehen\b|\bAusgehend\b|\bIm Hinblick\b|\bBeschreibung\b",
        "new": r"\b[Nn]eue?[rns]?\b",
        "trending": r"\bzuletzt\b|\bZuletzt\b|\bin letzter Zeit\b|\bZurzeit\b",
        "popular": r"\b[Bb]eliebte?n?r?\b|\bInteresse\b|\bzugewandt\b|\bbeachtet\b",
        "popular_in_category": r"\b[Bb]eliebte?n?r?\b|\bInteresse\b|\bzugewandt\b|\bbeachtet\b",
        "popular_in_region": r"\bRegion\b",
        "popular_in_segment": r"\b[Aa]nderer?\b|\b[Vv]iele\b|\bbeliebt\b|\bMenschen\b",
        "outside_usual": r"\bsonst\b|\bAbwechslung\b|\bgewohnten\b",
        "explored": r"\bZufall\b|\bgelost\b|\bausgelost\b",
        "editorial": r"\bRedaktion\b",
    },
}
"""What a reader takes a sentence to say, by language and kind of evidence."""

UNITS = {
    "minute": (60_000, 3_600_000),
    "hour": (3_600_000, DAY_MS),
    "day": (DAY_MS, 7 * DAY_MS),
    "week": (7 * DAY_MS, 30 * DAY_MS),
    "month": (30 * DAY_MS, 365 * DAY_MS),
    "year": (365 * DAY_MS, 1000 * 365 * DAY_MS),
}
AGO = {
    "en": re.compile(r"(\d+) (minute|hour|day|week|month|year)s? ago"),
    "de": re.compile(r"vor (\d+) (Minute|Stunde|Tag|Woche|Monat|Jahr)(?:e?n?)\b"),
}
IN_ENGLISH = {"Minute": "minute", "Stunde": "hour", "Tag": "day", "Woche": "week", "Monat": "month", "Jahr": "year"}
QUOTED = {"en": re.compile("“([^”]*)”"), "de": re.compile("„([^“]*)“")}
NUMBER = re.compile(r"\b(\d[\d.,]*) (\w+)")
TITLES, PEOPLE, TIMES = (
    {"titles", "items", "Titel", "Titeln", "Artikel", "Artikeln"},
    {"people", "Menschen"},
    {"times", "Mal"},
)


@dataclass(frozen=True, slots=True)
class Act:
    """A stored act."""

    id: str
    kind: str
    item: str | None
    at: int
    rating: int | None
    progress: int | None
    query: str | None
    region: str | None


@dataclass
class World:
    """What is stored, read from the tables."""

    now: int
    items: dict[str, dict[str, Any]] = field(default_factory=dict)
    acts: dict[str, list[Act]] = field(default_factory=lambda: defaultdict(list))
    facts: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    consent: dict[str, dict[str, Any]] = field(default_factory=dict)

    def refuses_profile(self, person: str) -> bool:
        return self.consent.get(person, {}).get("purposes", {}).get("profile") is False

    def refused_groups(self, person: str) -> set[str]:
        groups = self.consent.get(person, {}).get("evidence", {})
        return {name for name, is_allowed in groups.items() if not is_allowed}

    @cached_property
    def counted(self) -> list[str]:
        """People who stand behind statistics: whoever refused profiling or any kind of evidence does not."""
        return [person for person in self.acts if not (self.refuses_profile(person) or self.refused_groups(person))]

    @cached_property
    def interest(self) -> dict[str, dict[str, list[Act]]]:
        """Item → person → acts that speak for it, of the people who are counted."""
        found: dict[str, dict[str, list[Act]]] = defaultdict(lambda: defaultdict(list))
        for person in self.counted:
            for act in self.acts[person]:
                if act.item is not None and (act.kind in FOR or (act.rating or 0) >= 4):
                    found[act.item][person].append(act)
        return found

    @cached_property
    def newest(self) -> int:
        return max(act.at for acts in self.acts.values() for act in acts)

    def people_for(self, item: str, since: int = 0, region: str = "") -> set[str]:
        """People who acted for an item."""
        return {
            person
            for person, acts in self.interest[item].items()
            if any(act.at > since and (act.region or "").startswith(region) for act in acts)
        }


def read_world(database: Path, now: int) -> World:
    world = World(now)
    with closing(sqlite3.connect(database)) as connection:
        names = dict(connection.execute("SELECT no, key FROM people"))
        for (text,) in connection.execute(
            "SELECT json FROM items JOIN item_log USING (position) WHERE NOT items.is_deleted"
        ):
            item = json.loads(text)
            world.items[item["id"]] = item
        rows = connection.execute(
            "SELECT person, id, kind, item, at_ms, rating, progress_percent, query, region FROM acts ORDER BY at_ms, id"
        )
        for person, name, kind, *rest in rows:
            world.acts[names[person]].append(Act(name, KINDS[kind], *rest))
        for person, text in connection.execute("SELECT person, json FROM facts"):
            world.facts[names[person]].append(json.loads(text))
        for person, text in connection.execute("SELECT person, json FROM consent"):
            world.consent[names[person]] = json.loads(text)
    return world


def read_labels(folder: Path) -> dict[str, dict[str, dict[str, str]]]:
    """Locale → type → value → what people read."""
    return {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.yaml"))}


@dataclass
class Checker:
    """Looks at one answer to one person."""

    world: World
    labels: Mapping[str, Mapping[str, Mapping[str, str]]]
    person: str
    locale: str
    context: Mapping[str, str]

    def complaints(self, answer: Mapping[str, Any]) -> Iterator[str]:
        """Everything in an answer that is not so."""
        yield from self._scope(answer)
        pieces: dict[str, dict[str, Any]] = {}
        for item in answer["items"]:
            yield from (f"{item['id']}: {told}" for told in self._arithmetic(item))
            if item["display"]["title"] != self.world.items[item["id"]]["title"]:
                yield f"{item['id']}: shown as {item['display']['title']!r}"
            evidence = {piece["id"]: piece for piece in item["evidence"]}
            pieces |= evidence
            for piece in evidence.values():
                yield from (f"{item['id']}: {piece['kind']}: {told}" for told in self._piece(item["id"], piece))
            for sentence in item["sentences"]:
                for told in self._sentence(item, sentence, evidence):
                    yield f"{item['id']}: {sentence['text']!r} [{sentence['pattern']}]: {told}"
        headline = answer["headline"]
        if headline is not None:
            for told in self._headline(headline, pieces):
                yield f"headline {headline['text']!r}: {told}"

    def _scope(self, answer: Mapping[str, Any]) -> Iterator[str]:
        refused = self.world.refused_groups(self.person)
        if refused & set(answer["scope"]["evidence"]):
            yield f"uses refused {sorted(refused & set(answer['scope']['evidence']))}"
        if self.world.refuses_profile(self.person):
            if "profile" in answer["scope"]["purposes"] or answer["segments"]:
                yield "is profiled in spite of a refusal"
            for item in answer["items"]:
                if item["personalised"] == "individual" and item["main_reason"] not in OF_NOBODY:
                    yield f"{item['id']} is personalised by {item['main_reason']} in spite of a refusal"

    def _arithmetic(self, item: Mapping[str, Any]) -> Iterator[str]:
        if item["score"] != sum(piece["contribution"] for piece in item["evidence"]):
            yield "the score is not the sum of the contributions"
        for piece in item["evidence"]:
            if piece["contribution"] != sum(piece["sources"].values()):
                yield f"{piece['id']} is not the sum of its sources"

    def _piece(self, item: str, piece: Mapping[str, Any]) -> Iterator[str]:
        kind, anchor = piece["kind"], piece["anchor"]["value"]
        if self.world.refuses_profile(self.person) and kind not in OF_NOBODY:
            yield "used in spite of a refusal"
        if GROUP_OF.get(kind) in self.world.refused_groups(self.person):
            yield "its kind of evidence was refused"
        if kind in ACT_OF:
            acts = self._acts(kind, anchor)
            if not acts or piece["count"] > len(acts):
                yield f"{piece['count']} acts on {anchor}, stored are {len(acts)}"
            elif not set(piece["receipts"]) <= {act.id for act in acts}:
                yield "a receipt is no such act"
            elif piece["at"] != acts[-1].at:
                yield f"happened last at {acts[-1].at}, not {piece['at']}"
        elif kind.startswith("stated_") and anchor not in {fact["value"] for fact in self.world.facts[self.person]}:
            yield f"{anchor} was never stated"
        people = self._people(item, piece)
        if people is not None and piece["count"] != people:
            yield f"{piece['count']} people, stored are {people}"

    def _people(self, item: str, piece: Mapping[str, Any]) -> int | None:
        kind = piece["kind"]
        if kind in {"popular", "popular_in_category", "outside_usual"}:
            return len(self.world.people_for(item))
        if kind == "trending":
            return len(self.world.people_for(item, since=self.world.newest - 30 * DAY_MS))
        if kind == "popular_in_region":
            people = len(self.world.people_for(item, region=piece["anchor"]["value"]))
            return people if people >= 20 else 0
        return None

    def _acts(self, kind: str, item: str) -> list[Act]:
        """The person's acts of a kind on an item, oldest first; of ratings only the last one, where it is high."""
        acts = [act for act in self.world.acts[self.person] if act.item == item and act.kind == ACT_OF[kind]]
        if kind == "rated_high":
            return acts[-1:] if acts and (acts[-1].rating or 0) >= 4 else []
        return acts

    def _sentence(
        self, item: Mapping[str, Any], sentence: Mapping[str, Any], evidence: Mapping[str, Mapping[str, Any]]
    ) -> Iterator[str]:
        if sentence["kind"] == "fact":
            yield from self._fact(item, sentence)
            return
        cited = [evidence[name] for name in sentence["evidence"] if name in evidence]
        if len(cited) != len(sentence["evidence"]) or not cited:
            yield "cites evidence that the item does not have"
            return
        kinds = {piece["kind"] for piece in cited}
        if len(kinds) > 1:
            yield f"cites {sorted(kinds)} together"
        kind, text = cited[0]["kind"], sentence["text"]
        if any(piece["contribution"] <= 0 for piece in cited) and kind not in {"explored", "pinned", "outside_usual"}:
            yield "cites what does not speak for the item"
        yield from self._words(kind, text)
        yield from self._quotes(cited, text, of=item if sentence["pattern"].endswith("/named") else None)
        yield from self._numbers(item, cited, kind, text)
        yield from self._times(item, cited, kind, text)
        yield from self._states(cited, kind, text)
        yield from self._by_kind(item, cited, kind, text)

    def _fact(self, item: Mapping[str, Any], sentence: Mapping[str, Any]) -> Iterator[str]:
        """A fact of the default level: the description has its words, in this order and with nothing between."""
        if sentence.get("level") != "quoted":
            yield f"has the level {sentence.get('level')}, which nobody admitted"
        if not all(re.fullmatch(r"s[1-9]\d*", name) for name in sentence["evidence"]):
            yield "cites something else than the item's text"
        quoted = re.search(r"[“„](.+?)(?: …)?[”“]", sentence["text"])
        words = quoted[1] if quoted else sentence["text"]
        if words.rstrip(".").casefold() not in str(self.world.items[item["id"]].get("description", "")).casefold():
            yield "is not in the description"

    def _words(self, kind: str, text: str) -> Iterator[str]:
        bare = QUOTED[self.locale].sub("“”", text)
        verbs = VERBS[self.locale]
        if kind not in verbs:
            yield f"nothing is known of {kind}"
        elif not re.search(verbs[kind], bare):
            yield f"does not say {kind}"
        for other in ACT_OF:
            if other != kind and re.search(verbs[other], bare) and not self._is_shared(kind, other):
                yield f"says {other} of {kind}"

    def _is_shared(self, kind: str, other: str) -> bool:
        """German says „Ihr Blick auf“ of what one looks at and of what one has looked at."""
        return {kind, other} == {"context_item", "viewed"} and self.locale == "de"

    def _quotes(self, cited: list[Mapping[str, Any]], text: str, of: Mapping[str, Any] | None = None) -> Iterator[str]:
        anchors = {piece["anchor"]["value"] for piece in cited}
        titles = {self.world.items[anchor]["title"] for anchor in anchors if anchor in self.world.items}
        own = {self.world.items[of["id"]]["title"]} if of is not None else set()
        for quoted in QUOTED[self.locale].findall(text):
            if quoted not in titles | anchors | own:
                yield f"names {quoted!r}, which it does not cite"

    def _numbers(self, item: Mapping[str, Any], cited: list[Mapping[str, Any]], kind: str, text: str) -> Iterator[str]:
        bare = AGO[self.locale].sub("", QUOTED[self.locale].sub("", text))
        for digits, word in NUMBER.findall(bare):
            number = int(re.sub(r"[.,]", "", digits))
            if word in TITLES:
                yield from self._titles(number, item, cited, kind, bare)
            elif word in PEOPLE:
                if number != self._people(item["id"], cited[0]):
                    yield f"says {number} people"
            elif word in TIMES:
                if number != len(self._acts(kind, cited[0]["anchor"]["value"])):
                    yield f"says {number} times"
            else:
                yield f"says {number} {word}"

    def _titles(
        self, number: int, item: Mapping[str, Any], cited: list[Mapping[str, Any]], kind: str, text: str
    ) -> Iterator[str]:
        category = {self.world.items[piece["anchor"]["value"]]["categories"][0] for piece in cited}
        if len(category) != 1:
            yield f"counts titles of {sorted(category)} together"
            return
        (name,) = category
        label = self.labels[self.locale]["category"][name]
        if label.lower() not in text.lower():
            yield f"does not name the category {label}"
        theirs = {
            act.item
            for act in self.world.acts[self.person]
            if act.item in self.world.items and self.world.items[act.item]["categories"][:1] == [name]
            if act.kind == ACT_OF[kind] and self._acts(kind, act.item)
        }
        # What is said is how many of them count here; others may not be like this item at all and count nothing.
        counting = {
            piece["anchor"]["value"]
            for piece in item["evidence"]
            if piece["kind"] == kind and piece["contribution"] > 0 and piece["anchor"]["value"] in theirs
        }
        if number != len(counting):
            yield f"says {number} titles in {name} count, and {len(counting)} of {len(theirs)} do"

    def _times(self, item: Mapping[str, Any], cited: list[Mapping[str, Any]], kind: str, text: str) -> Iterator[str]:
        for digits, unit in AGO[self.locale].findall(text):
            length, below = UNITS[IN_ENGLISH.get(unit, unit)]
            at = self.world.items[item["id"]]["first_available"] if kind == "new" else cited[0]["at"]
            passed = self.world.now - at
            if not (passed < below and max(1, passed // length) == int(digits)):
                yield f"says {digits} {unit}, and {passed / DAY_MS:.2f} days have passed"

    def _states(self, cited: list[Mapping[str, Any]], kind: str, text: str) -> Iterator[str]:
        """What is said to hold now must not have ended since."""
        for piece in cited:
            later = [
                act
                for act in self.world.acts[self.person]
                if act.item == piece["anchor"]["value"] and piece["at"] is not None and act.at >= piece["at"]
            ]
            if kind == "progressed" and "partway" in text:
                if any(act.kind == "complete" or act.progress == 100 for act in later):
                    yield "they are at the end of it"
            is_past = self.locale == "en"
            if kind == "liked" and not is_past and any(act.kind in {"dislike", "hide"} for act in later):
                yield "they do not like it any more"

    def _by_kind(self, item: Mapping[str, Any], cited: list[Mapping[str, Any]], kind: str, text: str) -> Iterator[str]:
        others = self.world.people_for(item["id"]) - {self.person}
        if kind == "context_item" and cited[0]["anchor"]["value"] != self.context.get("item"):
            yield "is not what they are looking at"
        if kind == "search_match" and cited[0]["anchor"]["value"] != self.context.get("query"):
            yield "is not what they search for"
        if kind == "new" and not 0 <= self.world.now - self.world.items[item["id"]]["first_available"] <= 30 * DAY_MS:
            yield "is not new"
        if kind in {"popular", "popular_in_category", "popular_in_segment", "trending"}:
            yield from self._crowd(kind, item["id"], text, len(others))
        if kind == "popular_in_category":
            name = self.world.items[item["id"]]["categories"][0]
            if cited[0]["anchor"]["value"] != name:
                yield f"the item belongs to {name}"
        if kind == "outside_usual" and self._usual(item["id"]) * 2 > 1:
            yield "is what they mostly turn to"

    def _crowd(self, kind: str, item: str, text: str, others: int) -> Iterator[str]:
        if kind == "trending":
            others = len(self.world.people_for(item, since=self.world.newest - 30 * DAY_MS) - {self.person})
            if self.world.now - self.world.newest > 30 * DAY_MS:
                yield "was counted long ago"
        if re.search(r"\b([Mm]any|[Pp]opular|[Vv]iele|[Bb]eliebt)", text) and others < 19:
            yield f"many are {others}"
        if others < 2:
            yield f"others are {others}"

    def _usual(self, item: str) -> float:
        """Share of the person's acts that fall into an item's category."""
        name = self.world.items[item]["categories"][0]
        acts = [act for act in self.world.acts[self.person] if act.item in self.world.items and act.kind in FOR]
        inside = [act for act in acts if self.world.items[str(act.item)]["categories"][0] == name]
        return len(inside) / max(1, len(acts))

    def _headline(self, headline: Mapping[str, Any], pieces: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
        cited = [pieces[name] for name in headline["evidence"] if name in pieces]
        if len(cited) != len(headline["evidence"]):
            yield "cites evidence that no item has"
        if headline["kind"] != "reason":
            return
        if not cited:
            yield "a reason that cites nothing"
            return
        yield from self._quotes(cited, headline["text"])
        bare = QUOTED[self.locale].sub("", headline["text"])
        said = {kind for kind in ACT_OF if re.search(VERBS[self.locale][kind], bare)}
        if said and not said & {piece["kind"] for piece in cited}:
            yield f"says {sorted(said)} of {sorted({piece['kind'] for piece in cited})}"
