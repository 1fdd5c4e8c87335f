"""The answer that a chat model writes from the passages, as far as the verifier lets it stand."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from retrieval.chat_model import load_chat_model, read_stream
from retrieval.errors import ChatModelUnavailable
from retrieval.prompts import (
    NO_ANSWER,
    REPAIR,
    RULES,
    TASK,
    earlier_questions,
    number_passages,
    refused_sentences,
)
from retrieval.settings import Answering
from retrieval.types import Answer, ScoredChunk
from retrieval.verification.verifier import Checked, Review, Verifier

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable

OnText = Callable[[str], None]


class GenerativeAnswerer:
    """Has the chat model of `settings` write answers, of which only what `verifier` finds borne is ever shown.

    It is not waited for any longer once all `is_closing`.
    """

    def __init__(self, settings: Answering, verifier: Verifier, is_closing: Callable[[], bool] = lambda: False) -> None:
        self._settings = settings
        self._verifier = verifier
        self._is_closing = is_closing

    def answer(
        self, question: str, history: Sequence[str], hits: Sequence[ScoredChunk], on_text: OnText | None = None
    ) -> Answer | None:
        """The verified answer from `hits`, or None where nothing that the model wrote is verified.

        `history` are the questions before, oldest first. `on_text` gets the verified sentences so far, as they come.
        Raises `ChatModelUnavailable`.
        """
        review = self._verifier.review(hits)
        boundary = secrets.token_hex(8)  # no document can know it, so none can close its passage
        values = {
            "boundary": boundary,
            "passages": number_passages(hits, boundary),
            "history": earlier_questions(history),
            "question": question,
            "turns": [],
        }
        reply = self._write(values, review, on_text)
        checked = review.check(reply)
        if checked.refused:
            checked = self._repaired(values, review, reply, checked)
        if checked.is_refusal:
            return Answer(question, "not_found", NO_ANSWER, mode="generative")
        if not checked.citations:
            return None
        return Answer(question, "answered", checked.text, checked.citations, mode="generative")

    @cached_property
    def _chain(self) -> Runnable[dict[str, Any], str]:
        from langchain_core.output_parsers import StrOutputParser
        from langchain_core.prompts import ChatPromptTemplate

        prompt = ChatPromptTemplate.from_messages([("system", RULES), ("human", TASK), ("placeholder", "{turns}")])
        return prompt | load_chat_model(self._settings) | StrOutputParser()

    def _write(self, values: dict[str, Any], review: Review, on_text: OnText | None) -> str:
        """What the model writes; `on_text` is told whenever another of its sentences is complete and verified."""
        reply = shown = ""
        for piece in read_stream(self._chain, values, self._settings, self._is_closing):
            reply += piece
            if on_text and piece.strip():
                verified = review.check(reply, is_complete=False).text
                if verified != shown:
                    shown = verified
                    on_text(shown)
        return reply

    def _repaired(self, values: dict[str, Any], review: Review, reply: str, checked: Checked) -> Checked:
        """The check of a second reply, which is told what was refused of the first; the better of the two counts."""
        repair = REPAIR.format(refused=refused_sentences(checked.refused))
        try:
            second = review.check(self._write({**values, "turns": [("ai", reply), ("human", repair)]}, review, None))
        except ChatModelUnavailable:
            if not checked.kept:
                raise
            return checked
        return second if second.kept >= checked.kept else checked
