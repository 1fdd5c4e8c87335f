"""What can go wrong with the database."""


class StorageUnavailable(Exception):
    """The database cannot be used; the message says which one and why, and never holds a password."""
