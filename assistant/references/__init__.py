"""References for other programs, under the researcher's own keys."""
