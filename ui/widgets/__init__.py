"""Parts that several pages show; fed by values, they ask nothing."""
