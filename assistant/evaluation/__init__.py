"""Measuring the assistant: scripted conversations, request sets, reports."""
