"""What takes minutes: many nights, simulated."""
