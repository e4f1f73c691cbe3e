"""The rules by family: one small function for each, from records to findings."""
