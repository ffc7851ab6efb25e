"""Small tools, one thing a file; knows no room."""
