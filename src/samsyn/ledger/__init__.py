"""What was booked: years, accounts, vouchers, and what each account counts as."""
