"""What lies on disk, or behind the address of a store."""
