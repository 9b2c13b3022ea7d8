"""What is kept of a corpus: catalogue, full text and vectors."""
