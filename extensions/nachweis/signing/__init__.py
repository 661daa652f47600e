"""Signing finished PDFs, and saying what their signatures prove."""
