"""Runs `python -m voicebook`."""

from voicebook.cli import main

if __name__ == "__main__":
    main()
