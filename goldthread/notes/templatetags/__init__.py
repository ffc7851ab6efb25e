"""Tags of the editor."""
