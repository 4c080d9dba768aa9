"""How well ads are read: precision and recall of every field over labelled ads, with 95 % intervals."""
