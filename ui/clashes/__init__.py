"""The page about clashes: what desk and visit machine both changed, decided by a person."""
