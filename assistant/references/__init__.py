"""References as other programs take them, under the researcher's own keys."""
