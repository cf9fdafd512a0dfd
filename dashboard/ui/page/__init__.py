"""What a page has: its choices in the link and the session, and the readings that it shows."""
