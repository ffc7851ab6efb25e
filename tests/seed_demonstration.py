"""A home with eight families of the demonstration agency: python -m tests.seed_demonstration, in an empty GOLDTHREAD_HOME."""

import os
from pathlib import Path

from goldthread.cli import main

if __name__ == "__main__":
    main(["init", "--yes"])

    from goldthread.demonstration import load
    from goldthread.demonstration.agency import ZONE
    from goldthread.lib import clock

    (Path(os.environ["GOLDTHREAD_HOME"]) / "demonstration").touch()
    load.load(clock.today(ZONE), lambda _done, _total: None, 8)
