"""Names and types resolved once: syntax trees become a `Program`, whose parts refer to each other by name."""
