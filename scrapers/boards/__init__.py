"""Shared bases of spiders: what formats have in common."""
