"""The model by which the state divides its money between the associations."""
