"""Reading the corpus: listing its files, and reading them in separate processes."""
