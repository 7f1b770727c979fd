"""Decides where to go next and wires everything to Scrapy; the only package that knows the framework."""
