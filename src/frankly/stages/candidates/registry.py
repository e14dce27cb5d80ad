"""All candidate sources by name. A new one is a file beside the others and a line here."""

from collections.abc import Mapping

from frankly.domain.surface import SourceName
from frankly.stages.candidates.source import Source
from frankly.stages.candidates.sources import (
    because_you_liked,
    content,
    context,
    editorial,
    moment,
    neighbours,
    new,
    occasion,
    popular,
    search_match,
    serendipity,
    stated,
    unfinished,
)

SOURCES: Mapping[SourceName, Source] = {
    source.name: source
    for source in (
        # Order is priority: of the questions to the index, the first four are asked.
        search_match.SOURCE,
        context.CONTEXT_ITEM,
        content.SOURCE,
        because_you_liked.SOURCE,
        neighbours.ITEM_ITEM,
        neighbours.TRANSITIONS,
        neighbours.LOW_RANK,
        neighbours.EASE,
        neighbours.DIRECTED_EASE,
        stated.INTERESTS,
        stated.ROLE_INTENT,
        context.BASKET,
        unfinished.RECENTLY_VIEWED,
        unfinished.CONTINUE,
        popular.POPULAR,
        popular.IN_CATEGORY,
        popular.IN_REGION,
        popular.IN_SEGMENT,
        popular.TRENDING,
        new.SOURCE,
        moment.SOURCE,
        editorial.SOURCE,
        serendipity.SOURCE,
        occasion.SOURCE,
    )
}
