"""Development tools; no part of the installed package."""
