"""``python -m masseflyt`` is the command ``masseflyt``."""

import sys

from masseflyt.cli import main

sys.exit(main())
