"""Commands of `python -m archive`: each module has HELP, add_arguments(parser) and run(arguments) -> exit status."""
