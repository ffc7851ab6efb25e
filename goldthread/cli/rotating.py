"""A key replaced by a new one, where the keys lie: on the server, as the account that they belong to."""

import os

from goldthread.cli import initialise
from goldthread.ledger import actions as ledger
from goldthread.ledger import keys
from goldthread.lib.actor import COMMAND_LINE
from goldthread.lib.refusals import Refused


def rotate(purpose: str) -> int:
    """Replace the key of a purpose, seal or checkpoint, and say what to do next."""
    if not initialise.has_record():
        raise Refused("There is no record here whose key could be replaced. Run: goldthread init")
    owner = keys.home().stat().st_uid
    if owner != os.geteuid():
        # The new file would belong to whoever made it, and the pages could not sign with it.
        raise Refused(f"The keys belong to another account ({owner}). Run this as that account.")
    old = keys.current_kid(purpose)
    # A key that is lost cannot sign the entry which replaces it; load says so before anything is written.
    keys.load(keys.SEAL, keys.current_kid(keys.SEAL))
    ledger.rotate_key(purpose=purpose, by=COMMAND_LINE)
    print(f"From now on {purpose}-{keys.current_kid(purpose)}.pem signs; {purpose}-{old}.pem stays for what is old.")
    print("Back the keys up now, or the next restore cannot sign: goldthread backup")
    return 0
