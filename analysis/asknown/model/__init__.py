"""What was known when: the case and its door, standing, rules, figures, events, changes."""
