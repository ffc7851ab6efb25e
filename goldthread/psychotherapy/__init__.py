"""A mental-health professional's notes on conversations, kept apart from the record."""
