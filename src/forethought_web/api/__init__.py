"""What programs ask: our own API, and the one that writing tools already speak."""
