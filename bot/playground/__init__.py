"""A local Bot API server with a chat page: the whole bot with no token and no network."""
