"""A soak: many workers beside each other on the real server for minutes; what was acknowledged must be there afterwards."""
