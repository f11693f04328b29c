"""Tests through a real browser and a real process."""
