"""Every write about plans: drafts begun, saved and laid aside; reading before signing, and signing."""

from goldthread.plans.drafting import NewDraft, Saved, Typed, begin, discard, save
from goldthread.plans.signing import prepare, sign, sign_directly

__all__ = ["NewDraft", "Saved", "Typed", "begin", "discard", "prepare", "save", "sign", "sign_directly"]
