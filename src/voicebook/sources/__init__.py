"""What the user named becomes sources: one for each book to be."""
