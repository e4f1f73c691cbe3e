"""The build: plan, speak, assemble; one book, or a batch of them."""
