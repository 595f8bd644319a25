"""Learning: needs on a board, activities, their effect, good practice, questions to rewrite."""
