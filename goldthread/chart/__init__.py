"""Pages across rooms: today and the case file; reads only."""
