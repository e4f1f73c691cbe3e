"""English words with several sounds: which one a sentence means."""
