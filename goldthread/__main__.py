"""python -m goldthread: the same as the program goldthread."""

import sys

from goldthread.cli import main

sys.exit(main())
