"""Goldthread: the journal of care delivery."""
