"""``python -m nachweis`` is the ``nachweis`` command."""

from nachweis.cli.main import run

run()
