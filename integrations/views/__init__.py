"""The pages about AWS."""
