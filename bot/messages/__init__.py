"""Everything the bot says, as Telegram HTML that nothing from documents, people or models can break."""
