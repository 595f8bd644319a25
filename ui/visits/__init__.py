"""The visits page: which walk now, planning one, packs that were lost."""
