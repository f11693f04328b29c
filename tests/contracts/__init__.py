"""What every implementation of a protocol does."""
