"""Faults on demand: the next calls of a method fail, hang, break off or come late."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from pydantic import ConfigDict

from bot.playground.errors import BotApiError, bad_request, forbidden, too_many_requests
from bot.playground.params import Params

DOWNLOAD = "download"
FaultKind = Literal["error", "hang", "drop", "html", "latency"]


@dataclass(slots=True)
class Fault:
    """What goes wrong with the next `times` calls of `method` ("*" is any), or only those to `chat_id`.

    The method `DOWNLOAD` is the fetching of a file, where "drop" breaks the connection halfway.

    - "error": the call is refused with `code`, and `retry_after` seconds where the code is 429;
    - "drop": the connection breaks without an answer;
    - "html": a proxy's page with `code` comes in place of JSON;
    - "hang": no answer for `seconds`, then the connection breaks; without `seconds` it hangs until the server stops;
    - "latency": the answer comes `seconds` late.

    With `is_delivered` the call is carried out all the same before it goes wrong, as when only the answer is lost.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    method: str
    kind: FaultKind
    times: int = 1
    chat_id: int | None = None
    code: int = 500
    description: str = ""
    retry_after: int = 1
    seconds: float = 0.0
    is_delivered: bool = False

    def __post_init__(self) -> None:
        if self.times < 1 or not 400 <= self.code <= 599 or self.retry_after < 1 or self.seconds < 0:
            raise ValueError("times and retry_after are at least 1, code is from 400 to 599, seconds not negative")

    def error(self) -> BotApiError:
        """The refusal, in Telegram's words unless `description` gives others."""
        if self.description:
            parameters = {"retry_after": self.retry_after} if self.code == 429 else {}
            return BotApiError(self.code, self.description, **parameters)
        if self.code == 429:
            return too_many_requests(self.retry_after)
        if self.code == 403:
            return forbidden("bot was blocked by the user")
        return bad_request("chat not found") if self.code == 400 else BotApiError(self.code, "Internal Server Error")

    def outcome(self) -> str:
        """How a call ends that meets the fault, for people who look at the calls."""
        if self.kind == "error":
            return self.error().description
        if self.kind == "html":
            return "a page of HTML"
        return f"no answer, and {'' if self.is_delivered else 'not '}carried out"


class Faults:
    """The faults that wait for their call, oldest first."""

    def __init__(self) -> None:
        self.waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self.waiting.append(fault)

    def clear(self) -> None:
        self.waiting.clear()

    def take(self, method: str, params: Params) -> Fault | None:
        """The fault for this call, which is used up by it."""
        for fault in self.waiting:
            is_meant = fault.method == "*" or fault.method.lower() == method.lower()
            if is_meant and fault.chat_id in (None, params.integer("chat_id")):
                fault.times -= 1
                if fault.times <= 0:
                    self.waiting.remove(fault)
                return fault
        return None
