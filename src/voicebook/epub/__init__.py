"""The EPUB as a file: zip containers, package documents and the words of their vocabularies."""
