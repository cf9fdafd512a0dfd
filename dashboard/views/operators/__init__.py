"""What the cards of Operators and of one operator show."""
