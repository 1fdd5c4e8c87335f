"""Only this machine, and no other web page, may use the playground."""

from __future__ import annotations

import aiohttp
import pytest

from bot.playground.guard import is_loopback
from bot.playground.server import PlaygroundServer
from bot.playground.state import USER


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.2", "example.com", "::", "", "127.0.0.1.example.com"])
def test_server__refuses_an_address_that_others_can_reach(host: str) -> None:
    with pytest.raises(ValueError, match="loopback"):
        PlaygroundServer(host=host)


@pytest.mark.parametrize(
    ("host", "here"), [("localhost", True), ("127.0.0.2", True), ("::1", True), ("10.0.0.1", False)]
)
def test_is_loopback(host: str, here: bool) -> None:
    assert is_loopback(host) is here


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost:{port}"}, 200),
        ({"Host": "rebound.example:{port}"}, 403),
        ({"Host": "127.0.0.1:1"}, 403),
        ({"Host": "127.0.0.1"}, 403),
        ({"Origin": "http://127.0.0.1:{port}"}, 200),
        ({"Origin": "http://localhost:{port}"}, 200),
        ({"Origin": "https://a.example"}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
    ],
)
async def test_guard(
    telegram: PlaygroundServer, http: aiohttp.ClientSession, headers: dict[str, str], status: int
) -> None:
    port = telegram.url.rpartition(":")[2]
    sent = {name: value.format(port=port) for name, value in headers.items()}
    for path in (f"/page/state?person={USER.id}", "/control/calls", f"/bot{telegram.token}/getMe"):
        async with http.get(telegram.url + path, headers=sent) as response:
            assert response.status == status
            assert "Access-Control-Allow-Origin" not in response.headers


async def test_a_foreign_page_cannot_open_the_events(telegram: PlaygroundServer, http: aiohttp.ClientSession) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
        await http.ws_connect(f"{telegram.url}/page/events?person={USER.id}", origin="https://a.example")


async def test_a_body_that_a_form_could_send_is_refused(
    telegram: PlaygroundServer, http: aiohttp.ClientSession
) -> None:
    body = f'{{"person": {USER.id}, "chat_id": {USER.id}, "text": "x"}}'
    async with http.post(f"{telegram.url}/page/send", data=body, headers={"Content-Type": "text/plain"}) as response:
        assert response.status == 415


async def test_every_answer_carries_the_security_headers(
    telegram: PlaygroundServer, http: aiohttp.ClientSession
) -> None:
    for path in ("/", "/assets/none.js", "/page/state", "/nowhere"):
        async with http.get(telegram.url + path) as response:
            assert response.headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
            assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/assets/../server.py", "/assets/%2e%2e/server.py", "/assets/..%2fserver.py"])
async def test_nothing_but_the_page_is_served(
    telegram: PlaygroundServer, http: aiohttp.ClientSession, path: str
) -> None:
    async with http.get(telegram.url + path) as response:
        assert response.status == 404
