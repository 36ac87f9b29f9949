"""The speed claims against their peers, so that anyone can check them with one command: `python -m hrq bench`."""
