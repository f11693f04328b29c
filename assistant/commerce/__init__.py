"""Carts, orders and coupons: the protocol that a shop implements, its implementations and pure rules."""
