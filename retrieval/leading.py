"""Which of the nearest units may answer a question, and what stands beside the best of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.demands import Demands
from retrieval.extractive import Scored
from retrieval.kinds import YES_OR_NO
from retrieval.search import Query, Searcher

NEAREST = 6  # units of which one must meet the question's demands


@dataclass(frozen=True, slots=True)
class Leaders:
    """`able` are those of the nearest units that meet all that the question demands, best first.

    `ordered` are the units that tell of the measures asked for, and what follows on the best: the best able one first,
    then those of the nearest that have the kind of thing asked for, then the rest. Both are empty where no near unit
    meets the demands.
    """

    able: tuple[Scored, ...]
    ordered: tuple[Scored, ...]


def leaders(query: Query, scored: Sequence[Scored], searcher: Searcher) -> Leaders:
    """The leaders of `scored`, which is in order, best first.

    Where the best unit says that something is not known, that answers a yes or no and nothing else, unless an able
    one is nearer to the question; in a comparison the rest counts as well.
    """
    may_be_unknown = bool(YES_OR_NO.search(query.question))
    passages = {each.hit.chunk.id: each.hit.chunk.text for each in scored}
    demands = Demands(query, searcher.lexicon, searcher.encoder, passages.values())
    near = [each for each in scored[:NEAREST] if may_be_unknown or not each.unit.is_unknown]
    able = tuple(each for each in near if demands.met(each.unit, each.hit).is_all)
    is_unknown = bool(scored) and scored[0].unit.is_unknown and not (may_be_unknown or query.is_compared)
    if not able or (is_unknown and max(each.signs.meaning for each in able) <= scored[0].signs.meaning):
        return Leaders((), ())
    best = able[0]
    rest = [
        each
        for each in scored
        if each is not best and (best.unit.is_followed_by(each.unit) or demands.is_of_measure(each.unit, each.hit))
    ]
    beside = sorted(rest[:NEAREST], key=lambda each: not demands.is_of_kind(each.unit))
    return Leaders(able, (best, *beside, *rest[NEAREST:]))
