"""Measurements on the real data and the real model; run by `make bench`."""
