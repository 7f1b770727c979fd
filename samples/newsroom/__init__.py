"""The Merrow Bay Courier: a small news site of our own to crawl, served on this machine. All of it is invented."""
