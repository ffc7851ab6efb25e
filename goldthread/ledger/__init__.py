"""Entries and their seals, the leaf log, checkpoints, verification, and the access stream."""
