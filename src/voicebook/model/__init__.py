"""The data that flows through a build: frozen records, no input or output."""
