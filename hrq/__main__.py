"""`python -m hrq …`"""

from hrq.cli.main import main

if __name__ == "__main__":
    main()
