"""Reading the corpus: which files there are, and each read in a process of its own."""
