"""Instruments of mapping: what is asked, of whom, in which words, and how figures are made of it."""
