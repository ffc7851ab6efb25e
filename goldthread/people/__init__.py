"""Staff, roles, credentials, supervision, and signing in."""
