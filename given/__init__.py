"""What the exercises start from: tables, plans and limits, one module for each exercise, and no answers."""
