"""Questions in, cited answers out: the document store, its index, and the answers, usable without Telegram."""
