"""Tests of carts, orders and coupons."""
