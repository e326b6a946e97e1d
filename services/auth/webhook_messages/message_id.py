"""The id that receivers know a message by."""

import secrets
import string

_ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
_LENGTH = 27


def new_message_id() -> str:
    """`msg_` and 27 base62 characters (160 bits); the same in every attempt.

    It must hold no dot, which parts id, time and body in what is signed."""
    return "msg_" + "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
