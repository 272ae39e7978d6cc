"""What people enter about integrations, checked field by field."""
