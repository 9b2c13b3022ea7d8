"""Readers of web pages and of EPUB."""
