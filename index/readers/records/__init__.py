"""Readers of records of works, as databases and reference managers write them."""
