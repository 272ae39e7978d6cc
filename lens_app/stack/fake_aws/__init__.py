"""An AWS of our own, on this machine, for the demo and the tests: real HTTP, the real wire formats, no cloud.

`server.start` serves a `worlds.World`: accounts with a role, guardrails, trails, quotas and metrics. Requests are
read and answers written by the service descriptions botocore ships, so a fixture cannot drift from the API.
What has no fixture goes on to a moto server when moto is installed. Signatures are not verified.
"""
