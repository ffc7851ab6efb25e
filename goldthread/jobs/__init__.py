"""Work that a person does not wait for, as rows in a table."""
