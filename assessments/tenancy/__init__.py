"""The two walls between organizations: a closed-by-default manager here, row-level security in the database.

See docs/adr/0002-two-walls.md. `scope` opens one organization for the work inside it; `rows` is what models are
made of; `walls` derives policies, composite keys and grants from the models, `triggers` what no code may forget.
"""
