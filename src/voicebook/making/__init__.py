"""One book and many: settled, planned, spoken, written, checked, published."""
