"""The spiders. There is one for all sites: what sites differ in is data."""
