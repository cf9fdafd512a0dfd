"""How the network is doing, drawn."""
