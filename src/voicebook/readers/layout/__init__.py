"""Lines of a plain text -> its title, headings, paragraphs and verse."""
