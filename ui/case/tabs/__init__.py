"""The tabs of the case page, a module each."""
