"""What members are asked for, decide and pay, and their shares in what the association owns."""
