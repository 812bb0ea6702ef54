"""The command line: a file per group, imported only when its command is called."""

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False)


@app.callback()
def root() -> None:
    """The tour along the municipalities, on Microsoft 365."""
