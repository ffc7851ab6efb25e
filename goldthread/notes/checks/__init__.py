"""The checks of a note before it is signed: plain values in, findings out; no database, clock or request."""
