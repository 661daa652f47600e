"""The site of many versions."""
