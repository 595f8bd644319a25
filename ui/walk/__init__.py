"""Visit mode: one person a screen, for one hand, on a landing."""
