"""Takes what crosses the wire: our own HTTP/1.1 client, and the download handler that archives before it answers."""
