"""The only writers of the integrations' rows, and of evidence that machines find."""
