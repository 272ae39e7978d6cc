"""The local stack: PostgreSQL, web, worker, beat and the demo's AWS, started and stopped as one by `script/server`.

Nothing here is used in production, where each part is a service of its own and settings come from the environment.
"""
