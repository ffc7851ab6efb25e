"""A question on the terminal that is answered yes or no."""

from django.utils.translation import pgettext


def agreed(question: str) -> bool:
    """Whether it was answered yes, in English or in the language in which it was asked."""
    answer = input(question).strip().casefold()
    return answer in {"y", "yes", *pgettext("answers that mean yes", "y yes").casefold().split()}
