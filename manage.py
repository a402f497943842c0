#!/usr/bin/env python
"""Run a command of the installation: `python manage.py COMMAND`."""

import sys


def main() -> None:
    from config.beginning import begin

    begin()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
