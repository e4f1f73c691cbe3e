"""HTML from anywhere -> clean XHTML -> the chapters of a book, with its pictures, links and notes."""
