"""Whether the guards would notice: each wall is taken away alone, and some test has to fail for it.

``python -m tests.mutation`` (or ``script/mutate``) tries them all; the test run tries a few at random.
"""
