"""The field's terms, facts, results and errors. Standard library only."""
