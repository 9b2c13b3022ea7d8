"""Check by program whether passages support a claim."""
