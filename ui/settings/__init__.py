"""How the window looks and when it locks, paper templates, and what the desk works with."""
