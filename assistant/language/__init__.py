"""Language models behind one interface: settings, connection, streamed replies, errors."""
