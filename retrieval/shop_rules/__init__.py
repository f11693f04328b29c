"""What a shop itself decides about its products' places: rules, objectives and paid placement."""
