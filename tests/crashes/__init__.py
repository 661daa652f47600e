"""What commands leave behind that are killed, or cannot write."""
