"""Language-neutral work on text: blocks, sentences, normalization, the lexicon."""
