"""The daily digest: what moved and why, made for each subscriber and sent once at their own hour."""
