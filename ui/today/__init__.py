"""The morning: what is late, due and coming, and what moved."""
