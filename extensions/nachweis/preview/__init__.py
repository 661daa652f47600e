"""The live preview of a site: a server, a bar that shows the gate, and a watch on sources."""
