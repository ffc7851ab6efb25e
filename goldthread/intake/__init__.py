"""Bringing in another system's files: their layouts, maps from other systems' columns, and what became of each row."""
