"""Rules as effective-dated rows with their source, and the resolver."""
