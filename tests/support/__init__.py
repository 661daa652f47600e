"""What several tests use: workspaces in files, and models without files."""
