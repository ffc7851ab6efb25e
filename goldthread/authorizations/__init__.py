"""What payers authorized for a client: units, days and numbers, what of it is used, and what remains."""
