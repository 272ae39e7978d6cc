#!/usr/bin/env python3
"""Django's command line. `script/manage` runs it with the local stack's environment."""

import os
import sys

from django.core.management import execute_from_command_line

from lens_app import alone

if __name__ == "__main__":
    if alone.COMMANDS.intersection(sys.argv[1:2]):
        os.environ["DJANGO_SETTINGS_MODULE"] = "lens_app.authoring"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lens_app.settings")
    execute_from_command_line(sys.argv)
