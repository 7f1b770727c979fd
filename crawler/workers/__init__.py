"""Reads pages in processes of their own: a page that hangs or crashes a parser costs its article, not the crawl."""
