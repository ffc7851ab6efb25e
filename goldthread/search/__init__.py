"""One full-text index of what is signed and of who and what is on file."""
