"""How the window looks and when it locks, and what the desk is working with."""
