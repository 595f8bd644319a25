"""Reports to the Governor: made, written, checked by a second person, approved."""
