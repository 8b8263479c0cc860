"""What does not hold together in the stored figures: findings, and what was decided of them."""
