"""Measuring understanding and conversations."""
