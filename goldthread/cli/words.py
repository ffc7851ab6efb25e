"""What Python's argparse says to people: its own sentences, kept here so that translators find them.

argparse asks the standard gettext for them; `speak` points that to the catalogs of this product.
"""

import gettext

from django.utils.translation import gettext_noop as _

from goldthread.settings import LOCALE

SAID_BY_ARGPARSE = (
    _("usage: "),
    _("options"),
    _("positional arguments"),
    _("show this help message and exit"),
    _("%(prog)s: error: %(message)s\n"),
    _("argument %(argument_name)s: %(message)s"),
    _("the following arguments are required: %s"),
    _("unrecognized arguments: %s"),
    _("expected one argument"),
    _("invalid %(type)s value: %(value)r"),
    _("invalid choice: %(value)r (choose from %(choices)s)"),
    _("ambiguous option: %(option)s could match %(matches)s"),
)


def speak() -> None:
    """Let argparse find its sentences in the language of the environment."""
    gettext.bindtextdomain("django", str(LOCALE))
    gettext.textdomain("django")
