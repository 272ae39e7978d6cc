"""People, their organizations, and how they come in and go."""
