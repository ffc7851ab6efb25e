"""Clients, cases, episodes, the people around a client, the care team, and who may see whom."""
