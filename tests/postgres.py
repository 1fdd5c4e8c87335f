"""Databases for tests: each test that asks for `database_url` runs on SQLite and on PostgreSQL, on a fresh one each."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

ADDRESS = "LODE_TEST_POSTGRES"
ADVICE = (
    f"install PostgreSQL (Debian: apt-get install postgresql), or set {ADDRESS} to postgresql://USER:PASSWORD@HOST/NAME"
)
QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of an empty database as a user would write it, once for each engine."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/lode.sqlite"


@pytest.fixture
async def postgresql_url(postgres_server: str) -> AsyncIterator[str]:
    """A database of its own on the server, dropped after the test."""
    name = f"lode_{uuid4().hex}"
    own = make_url(postgres_server).set(database=name).render_as_string(hide_password=False)
    server = create_async_engine(make_url(postgres_server).set(drivername="postgresql+asyncpg"))
    try:
        async with server.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            await connection.execute(text(f"CREATE DATABASE {name}"))
            yield own
            await connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    finally:
        await server.dispose()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of the PostgreSQL that the tests may make databases on: a given one, or one of their own."""
    if address := os.environ.get(ADDRESS):
        yield address
        return
    programs, reason = _find_programs()
    if programs is None:
        refuse = pytest.fail if os.environ.get("CI") else pytest.skip
        refuse(f"NOT TESTED ON POSTGRESQL: {reason}; {ADVICE}")
    # Not pytest's own folder: the server's user may not look into that, and the path of a socket must be short.
    folder = Path(tempfile.mkdtemp(prefix="lode-pg-"))
    try:
        yield from _serve(programs, folder)
    finally:
        shutil.rmtree(folder)


def _serve(programs: Path, folder: Path) -> Iterator[str]:
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    cluster = str(folder / "cluster")
    _run(programs / "initdb", "-D", cluster, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
    options = f"{QUICK} -c listen_addresses= -c unix_socket_directories={folder}"
    _run(programs / "pg_ctl", "start", "-w", "-D", cluster, "-l", str(folder / "log"), "-o", options)
    try:
        yield f"postgresql://postgres@/postgres?host={folder}"
    finally:
        _run(programs / "pg_ctl", "stop", "-w", "-m", "immediate", "-D", cluster)


def _find_programs() -> tuple[Path | None, str]:
    """The folder of `initdb` and `pg_ctl`, or the reason why they cannot be used."""
    if os.geteuid() == 0 and not (shutil.which("runuser") and _has_user("postgres")):
        return None, "root cannot run it, and there is no user `postgres` with `runuser` to run it as"
    newest_first = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -float(path.parent.name))
    on_path = [Path(found).parent] if (found := shutil.which("initdb")) else []
    for folder in on_path + newest_first:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder, ""
    return None, "there is no initdb and pg_ctl on PATH or under /usr/lib/postgresql"


def _has_user(name: str) -> bool:
    return any(entry.pw_name == name for entry in pwd.getpwall())


def _run(program: Path, *arguments: str) -> None:
    as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    command = [*as_postgres, str(program), *arguments]
    # The server inherits the output, so a pipe would never end.
    with tempfile.TemporaryFile("w+") as output:
        done = subprocess.run(command, stdout=output, stderr=output, cwd="/", timeout=60, check=False)
        output.seek(0)
        assert done.returncode == 0, f"{' '.join(command)} failed:\n{output.read()}"
