"""An XHTML document becomes blocks of text with places."""
