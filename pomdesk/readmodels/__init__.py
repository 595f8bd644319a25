"""What one screen or one paper shows: frozen and complete."""
