"""An OpenAI-compatible server on loopback that says what a test tells it to, and fails as it is told to."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

CUT = "\0cut"  # in a reply: the connection breaks off here
HANG = "\0hang"  # in a reply: nothing comes any more
Reply = str | int | Callable[[str], str]
PIECE = 7  # characters of a streamed piece


@dataclass
class ChatModelServer:
    """The script of the server and what it was asked.

    `replies` are given in turn, the last one again and again: a text is a reply, a number an error status, a function
    makes the reply of the last message. `plain` answers requests for a stream with one piece of JSON, as servers
    without streaming do.
    """

    base_url: str = ""
    replies: list[Reply] = field(default_factory=list)
    plain: bool = False
    paths: list[str] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    is_over: threading.Event = field(default_factory=threading.Event)

    def next_reply(self, asked: str) -> str | int:
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        return reply(asked) if callable(reply) else reply

    @property
    def prompts(self) -> list[str]:
        """The last message of each request."""
        return [request["messages"][-1]["content"] for request in self.requests]


@contextmanager
def chat_model_server(*replies: Reply, plain: bool = False) -> Iterator[ChatModelServer]:
    """A running server that gives `replies`."""
    script = ChatModelServer(replies=list(replies), plain=plain)

    class Handler(_Handler):
        server_script = script

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    script.base_url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield script
    finally:
        script.is_over.set()
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    server_script: ChatModelServer
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Keep quiet."""

    def do_POST(self) -> None:
        script = self.server_script
        script.paths.append(self.path)
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        script.requests.append(request)
        script.keys.append(self.headers["Authorization"].removeprefix("Bearer "))
        reply = script.next_reply(script.prompts[-1]) if self.path == "/v1/chat/completions" else 404
        if isinstance(reply, int):
            self._send_error(reply)
        elif request.get("stream") and not script.plain:
            self._send_stream(reply)
        else:
            self._send_json(200, {"choices": [_choice({"role": "assistant", "content": reply}, "message", "stop")]})

    def _send_error(self, status: int) -> None:
        message = {401: "Incorrect API key provided: sk-se***ret", 429: "Rate limit reached"}.get(status, "It failed")
        self._send_json(status, {"error": {"message": message, "type": "error", "code": None}})

    def _send_json(self, status: int, body: dict[str, Any]) -> None:
        content = json.dumps(
            {"id": "1", "object": "chat.completion", "created": 0, "model": "scripted", **body}
        ).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Retry-After", "0")
        self.end_headers()
        self.wfile.write(content)

    def _send_stream(self, reply: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.close_connection = True
        text, _, fault = reply.partition("\0")
        for at in range(0, len(text), PIECE):
            self._send_piece({"role": "assistant", "content": text[at : at + PIECE]}, None)
        if fault == "hang":
            self._hang()
        if not fault:
            self._send_piece({}, "stop")
            self._write(b"data: [DONE]\n\n")
            self._write(b"")

    def _send_piece(self, delta: dict[str, str], finish: str | None) -> None:
        body = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "scripted"}
        event = json.dumps({**body, "choices": [_choice(delta, "delta", finish)]})
        self._write(f"data: {event}\n\n".encode())

    def _write(self, content: bytes) -> None:
        self.wfile.write(f"{len(content):x}\r\n".encode() + content + b"\r\n")
        self.wfile.flush()

    def _hang(self) -> None:
        """Send only the signs of life that keep a client's own time limit from ending the wait."""
        try:
            while not self.server_script.is_over.wait(0.05):
                self._write(b": still here\n\n")
        except OSError:
            pass  # the client has gone


def _choice(content: dict[str, str], name: str, finish: str | None) -> dict[str, Any]:
    return {"index": 0, name: content, "finish_reason": finish, "logprobs": None}
