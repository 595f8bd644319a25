"""Files that carry a visit between two machines: sealed, checked, bounded. Knows no store."""
