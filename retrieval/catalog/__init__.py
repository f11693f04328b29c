"""A catalog: read, normalized, stored in versions."""
