"""Works: matching their records, and their facts, names, keys and citations."""
