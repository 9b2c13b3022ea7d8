"""What is amiss in a corpus."""
