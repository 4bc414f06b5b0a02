"""Statutes: how a provision is cited. Pure."""
