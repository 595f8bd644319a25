"""The writing page: drafting a paper beside its evidence, and what it still lacks."""
