"""Photos, PDFs and letters attached to a case or an entry."""
