"""Layout, components, help and error pages; no models."""
