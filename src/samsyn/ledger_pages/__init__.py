"""The pages of the ledger: files read in, vouchers, what accounts count as, locked periods."""
