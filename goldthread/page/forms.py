"""Forms and refusals: a sentence of an action shown where it belongs."""

from django.forms import Form

from goldthread.lib.refusals import Refused


def refuse(form: Form, refused: Refused) -> None:
    """Put the sentence at its field where the form has it, else above the form; what was typed stays."""
    form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
