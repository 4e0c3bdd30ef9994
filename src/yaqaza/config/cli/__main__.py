"""``python -m yaqaza.config.cli``."""

import sys

from yaqaza.config.cli import main

sys.exit(main())
