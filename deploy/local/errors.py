"""What a person has to know when the local system cannot start."""


class CannotStart(Exception):
    """The start was given up; the message is one paragraph that says what to do."""
