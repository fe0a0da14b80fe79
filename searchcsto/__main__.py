"""Run the command line as `python -m searchcsto`."""

from searchcsto.cli.main import main

if __name__ == "__main__":
    main()
