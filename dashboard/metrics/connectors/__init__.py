"""Who uses which connectors, how much, and what they carry."""
