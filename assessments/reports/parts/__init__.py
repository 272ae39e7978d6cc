"""The parts of a report: each turns the material into the HTML of one section."""
