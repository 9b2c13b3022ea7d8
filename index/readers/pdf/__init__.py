"""Readers of PDF: pages, their layout, and the prose on them."""
