"""Reads of the integrations' rows; nothing here writes."""
