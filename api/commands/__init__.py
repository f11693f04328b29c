"""One module per command of `shopwright`; heavy libraries are imported only by those that need them."""
