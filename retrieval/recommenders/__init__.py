"""Products that fit a shopper without a search: one file a way, `ways.Recommenders` has them all."""
