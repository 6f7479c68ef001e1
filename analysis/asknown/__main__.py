"""`python -m asknown` is the command `asknown`."""

from asknown.cli.app import main

if __name__ == "__main__":
    main()
