"""Releases and pages: what readers see of the marts."""
