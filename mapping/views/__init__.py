"""The mapping's pages, one file for each noun."""
