"""The Telegram bot: questions from chats to the documents, and cited answers back."""

import os

# Otherwise python-telegram-bot warns at every 429 that its pauses will be timedeltas one day.
os.environ.setdefault("PTB_TIMEDELTA", "1")
