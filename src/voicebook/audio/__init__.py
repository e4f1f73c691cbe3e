"""Sound: PCM, stitching, encoding, decoding. The only package that imports pydub."""
