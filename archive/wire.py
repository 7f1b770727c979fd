"""HTTP/1.x messages as they cross the wire. No I/O."""
