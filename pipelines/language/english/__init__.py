"""English as offices write it: so far, how periods are named."""
