"""How a report is written: for people, and in the formats that other programs read."""
