"""The rules: pure functions of facts, policy and day; one policy area a module."""
