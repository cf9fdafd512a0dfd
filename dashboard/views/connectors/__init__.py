"""What the cards of Connectors and of one connector show."""
