"""A block becomes sentences, and a sentence the fragments that elements can hold."""
