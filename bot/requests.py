"""The connection that updates come through: one that does not give up."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from telegram.error import NetworkError
from telegram.request import HTTPXRequest


class PatientPolling(HTTPXRequest):
    """Takes a 401 or 404 for an outage.

    The library ends polling for good at either, and leaves a bot that runs and hears nothing. A Bot API server that
    restarts behind a proxy gives them too, and a wrong token is found out at start, by another connection.
    """

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        code, payload = await super().do_request(*args, **kwargs)
        if code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND):
            raise NetworkError(f"the Bot API server answers {code}")
        return code, payload
