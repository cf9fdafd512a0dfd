"""What the cards of Overview show."""
