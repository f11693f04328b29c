"""How names, e-mails and postal codes are compared when a customer identifies themselves. Pure."""

from __future__ import annotations

import unicodedata

from assistant.commerce.types import Customer


def same_email(one: str, other: str) -> bool:
    """Whether two e-mails are one, whatever the case of their letters."""
    return email_key(one) == email_key(other) != ""


def email_key(email: str) -> str:
    """An e-mail as it is looked up."""
    return email.strip().casefold()


def postal_key(postal_code: str) -> str:
    """A postal code as it is compared: letters and digits alone, so that 'SW1A 1AA' is 'sw1a1aa'."""
    return "".join(c for c in unicodedata.normalize("NFKC", postal_code).casefold() if c.isalnum())


def name_key(name: str, postal_code: str) -> str:
    """A full name at a postal code as it is looked up; the order of a name's words doesn't matter."""
    words = unicodedata.normalize("NFKC", name).casefold().replace(",", " ").split()
    return f"{' '.join(sorted(words))}|{postal_key(postal_code)}"


def lives_at(customer: Customer, postal_code: str) -> bool:
    """Whether the postal code is that of the customer's own address."""
    return postal_key(customer.address.postal_code) == postal_key(postal_code) != ""
