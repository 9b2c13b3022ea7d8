"""The sweep: from a topic to a verdict for every work."""
