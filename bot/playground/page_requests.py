"""What a page may ask for, as it arrives."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Act(BaseModel):
    """Something that a person does; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")

    person: int


class ChatAct(Act):
    chat_id: int


class Send(ChatAct):
    text: str
    reply_to: int | None = None
    message_thread_id: int | None = None


class Edit(ChatAct):
    message_id: int
    text: str


class Press(ChatAct):
    message_id: int
    row: int
    column: int


class Start(Act):
    payload: str = ""


class Inline(ChatAct):
    query: str
    offset: str = ""


class Choose(ChatAct):
    query_id: str
    result_id: str


class Location(ChatAct):
    latitude: float
    longitude: float
    message_thread_id: int | None = None


class UploadFields(ChatAct):
    kind: str
    caption: str = ""
    reply_to: int | None = None
    message_thread_id: int | None = None
