"""The visit page: one visit, before, while and after it is walked."""
