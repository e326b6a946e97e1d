"""`Idempotency-Key`: a POST that is sent again does its work once. See `route.py`."""
