"""What the cards of Billing show."""
