"""Works: which records are of one, and its facts, names, keys and citations."""
