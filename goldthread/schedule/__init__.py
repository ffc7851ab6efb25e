"""Planned visits: repeating ones, arrivals, cancellations, travel."""
