"""Rules about papers: linked facts, what may be disclosed, what is still to mend, what differs."""
