"""The numbers of documents, on SQLite and on PostgreSQL."""

import asyncio

from bot.storage.database import Database
from bot.storage.known_documents import KnownDocuments


async def test_record__numbers_in_the_order_of_appearance_for_good(database: Database) -> None:
    documents = KnownDocuments(database)
    assert await documents.numbers(above=0) == {}
    await documents.record(["b", "a", "b"])
    await documents.record(["c", "a"])
    assert list((await documents.numbers(above=0)).items()) == [("b", 1), ("a", 2), ("c", 3)]
    assert await documents.numbers(above=2) == {"c": 3}


async def test_record__by_several_processes_at_once(database_url: str) -> None:
    databases = [await Database.open(database_url) for _ in range(4)]
    ids = [f"document-{number}" for number in range(20)]
    await asyncio.gather(*(KnownDocuments(one).record(ids) for one in databases))
    await KnownDocuments(databases[0]).record(ids)
    numbers = await KnownDocuments(databases[0]).numbers(above=0)
    assert sorted(numbers) == sorted(ids)
    assert sorted(numbers.values()) == list(range(1, 21))
    for one in databases:
        await one.close()
