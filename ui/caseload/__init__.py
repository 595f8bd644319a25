"""The caseload: a table a person can scan, and a preview of the chosen case."""
