"""A key replaced by a new one, where the keys lie: on the server, as the account that they belong to."""

import os

from django.utils.translation import gettext as _

from goldthread.cli import initialise
from goldthread.ledger import actions as ledger
from goldthread.ledger import keys
from goldthread.lib.actor import COMMAND_LINE
from goldthread.lib.refusals import Refused


def rotate(purpose: str) -> int:
    """Replace the key of a purpose, seal or checkpoint, and say what to do next."""
    if not initialise.has_record():
        raise Refused(_("There is no record here whose key could be replaced. Run: goldthread init"))
    owner = keys.home().stat().st_uid
    if owner != os.geteuid():
        # The new file would belong to whoever made it, and the pages could not sign with it.
        sentence = _("The keys belong to another account (%(account)s). Run this as that account.")
        raise Refused(sentence % {"account": owner})
    old = keys.current_kid(purpose)
    # A key that is lost cannot sign the entry which replaces it; load says so before anything is written.
    keys.load(keys.SEAL, keys.current_kid(keys.SEAL))
    ledger.rotate_key(purpose=purpose, by=COMMAND_LINE)
    names = {"new": f"{purpose}-{keys.current_kid(purpose)}.pem", "old": f"{purpose}-{old}.pem"}
    print(_("From now on %(new)s signs; %(old)s stays for what is old.") % names)
    print(_("Back the keys up now, or the next restore cannot sign: goldthread backup"))
    return 0
