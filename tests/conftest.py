"""Fixtures that tests in more than one folder use."""

pytest_plugins = ["tests.edgar_server", "tests.postgres"]
