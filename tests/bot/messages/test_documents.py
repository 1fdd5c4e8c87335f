"""The list of documents, one document, and the state of the index."""

from datetime import datetime, timedelta, timezone

from bot.messages.documents import counted, render_document, render_page, render_status
from tests.fake_library import INDEXED_AT
from tests.fakes import GLOSSARY, REPORT, VAULT


def test_render_page__lists_titles_kinds_and_dates() -> None:
    assert render_page([(7, VAULT), (8, GLOSSARY)], page=1, pages=2, total=8) == (
        "<b>8 documents, page 2 of 2</b>\n\n"
        "7. Project Vault: the reserve\n<i>Policy, 2 February 2026</i>\n"
        "8. Glossary\n<i>Policy</i>"
    )


def test_render_document__leaves_out_what_is_not_known() -> None:
    assert render_document(GLOSSARY, 1, INDEXED_AT) == (
        "<b>Glossary</b>\n\nKind: Policy\nPassages: 1\nIndexed: 5 February 2026, 06:30 UTC"
    )


def test_render_document__says_everything_that_is_known() -> None:
    assert render_document(REPORT, 12, INDEXED_AT) == (
        "<b>MP &lt;Materials&gt; 10-K &amp; exhibits</b>\n\n"
        "Kind: Filing brief, 28 February 2025\n"
        "Companies: MP\n"
        "Form: 10-K\n"
        "Period: fiscal year 2024, to 31 December 2024\n"
        "Accession: 0001801368-25-000012\n"
        "Web page: https://example.org/mp.pdf\n"
        "Passages: 12\n"
        "Indexed: 5 February 2026, 06:30 UTC"
    )


def test_render_status__tells_time_in_utc() -> None:
    indexed_at = datetime(2026, 2, 5, 8, 30, tzinfo=timezone(timedelta(hours=2)))
    assert render_status(3, 57, indexed_at, "extractive") == (
        "Documents: 3, in 57 passages\n"
        "Last indexed: 5 February 2026, 06:30 UTC\n"
        "Answers: sentences of the documents, word for word"
    )


def test_render_status__before_the_first_indexing() -> None:
    assert render_status(0, 0, None, "generative").splitlines()[1] == "Last indexed: never"


def test_counted__one_and_many() -> None:
    assert [counted(number, "day") for number in (0, 1, 2)] == ["0 days", "1 day", "2 days"]
