"""What the local stack tells the person at the terminal when it cannot go on."""


class StackError(Exception):
    """A condition a person can act on. The text is the whole message: no traceback is shown with it."""
