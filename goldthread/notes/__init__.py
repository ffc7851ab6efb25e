"""The journal: note types, drafts, signing, amendments."""
