"""What an annex holds, free of any output format."""
