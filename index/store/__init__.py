"""The stored index: catalogue, full text and vectors."""
