"""The papers of a visit to the wings: the sheet, the list on one page, the note afterwards."""
