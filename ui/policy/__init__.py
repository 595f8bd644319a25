"""The policy in words: every setting, and what this unit decides of its own."""
