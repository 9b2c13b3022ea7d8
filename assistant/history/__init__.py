"""Kept answers: shown again without asking, checked against the current corpus, exported."""
