"""What a reviewer could argue about, in plain Python: no Django, no database, no clock, no network."""
