"""Paper: a note, a stretch of a case file or all of it as a document to be handed over."""
