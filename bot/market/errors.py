"""What can go wrong with prices. No message holds a key or an address."""


class ProviderFailed(Exception):
    """A provider gave no bars that can be used; the message says why."""


class ProviderUnreachable(ProviderFailed):
    """It did not answer, or not in time."""


class RateLimited(ProviderFailed):
    """It was asked too often."""


class KeyRefused(ProviderFailed):
    """It does not take the key."""


class AnswerUnusable(ProviderFailed):
    """It answered with something else than bars of the symbol that it was asked for."""


class SymbolUnknown(ProviderFailed):
    """It does not know the symbol."""


class PricesUnavailable(Exception):
    """No provider answered, and nothing is kept of the symbol."""
