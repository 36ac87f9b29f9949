"""The same abilities without a browser: `python -m hrq …`. One module a command."""
