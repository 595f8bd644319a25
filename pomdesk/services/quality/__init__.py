"""What the requests of quality assurance share: who acts, rounds, frames, reviews."""
