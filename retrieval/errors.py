"""What can go wrong in retrieval; every message says what to do about it."""


class RetrievalError(Exception):
    """Any failure that retrieval reports to whoever called it."""


class SettingsInvalid(RetrievalError):
    """The configuration file cannot be used; the message names the key."""


class CatalogueInvalid(RetrievalError):
    """The catalogue or the companies file cannot be used; the message names the entry and the key."""


class DocumentUnreadable(RetrievalError):
    """One document cannot be read; the others are not affected."""


class DraftGone(RetrievalError):
    """A draft is no longer kept: send the document again."""


class UnknownDocument(RetrievalError):
    """There is no document of this id."""


class IndexNotBuilt(RetrievalError):
    """There is no index yet: run `python -m retrieval reindex`."""


class IndexLocked(RetrievalError):
    """Another process has the index open: stop it, or use another index folder."""


class IndexDamaged(IndexNotBuilt):
    """The index cannot be read: `python -m retrieval reindex` makes it again."""


class ReindexRunning(RetrievalError):
    """The index is being changed already: wait until that is done."""


class ReindexCancelled(RetrievalError):
    """A reindex was cancelled: documents that were finished stay, a full one leaves the index as it was."""


class SelfCheckFailed(RetrievalError):
    """An index that was about to be taken into use does not find what it holds; the one in use stays."""


class NothingToRollBack(RetrievalError):
    """There is no earlier index: one is kept when all is made again."""


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
