"""What is in an account, read service by service: calls here, small dataclasses out, never a default."""
