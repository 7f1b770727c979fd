"""Says what one page means: is it an article, which text, which author, which next story. Pure functions."""
