"""What a question speaks of, and how much of it a text does."""

from __future__ import annotations

from collections.abc import Iterable

from retrieval.lexicon import Lexicon
from retrieval.terms import alike_stems, terms_in


class Concepts:
    """The words of a question by rarity, each with the other words that documents have for it; those in `names` do not
    count.
    """

    def __init__(self, question: str, lexicon: Lexicon, names: Iterable[str] = ()) -> None:
        self._lexicon = lexicon
        left_out = set(lexicon.stems(" ".join(names)))
        self.weights = {stem: lexicon.rarity(stem) for stem in lexicon.stems(question) if stem not in left_out}
        self._others: dict[str, list[set[str]]] = {stem: [] for stem in self.weights}
        for said, term in terms_in(question):
            printed = [set(lexicon.stems(phrase)) for phrase in term.printed]
            for stem in lexicon.stems(said):
                self._others.get(stem, []).extend(printed)
        for stem, others in self._others.items():
            others.extend({other} for other in alike_stems([stem]) - {stem})

    def coverage(self, text: str) -> float:
        """The share of the question's words that `text` holds, each counting by its rarity."""
        held = set(self._lexicon.stems(text))
        whole = sum(self.weights.values())
        met = sum(weight for stem, weight in self.weights.items() if self.is_met(stem, held))
        return met / whole if whole else 0.0

    def is_met(self, stem: str, held: set[str]) -> bool:
        """Whether the stems `held` say what `stem` asks for."""
        return stem in held or any(other <= held for other in self._others.get(stem, ()))
