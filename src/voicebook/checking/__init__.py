"""The auditor: reads finished books back and imports no writer."""
