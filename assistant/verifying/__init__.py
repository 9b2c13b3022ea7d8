"""Whether a passage bears out what was written of it, decided by program."""
