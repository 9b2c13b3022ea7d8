"""Answers kept whole: shown again without asking anew, told stale where what they cite has changed, exported."""
