"""Ways in: command line, REST, websocket and the pages they serve."""
