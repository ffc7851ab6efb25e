"""Tests that span rooms, and the cast that all tests share."""
