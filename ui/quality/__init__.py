"""Quality assurance: what it asks of whoever is signed in, and the doors to its parts."""
