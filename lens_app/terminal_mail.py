"""Mails on the terminal, for an installation that has no mail server yet: whom to, what about, and the plain text."""

from django.core.mail import EmailMessage
from django.core.mail.backends import console


class EmailBackend(console.EmailBackend):
    """Django's console backend, for people: no MIME, no encoded subject, no HTML beside the link they look for."""

    def write_message(self, message: EmailMessage) -> None:
        """Write one mail."""
        head = f"── Mail to {', '.join(message.recipients())}\nSubject: {message.subject}\n\n"
        self.stream.write(f"{head}{message.body.strip()}\n──\n")
