"""Mutation test of the rules: figures of the clean sample, each corrupted as a clerk would, and what the rules find of it."""
