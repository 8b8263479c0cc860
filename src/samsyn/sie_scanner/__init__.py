"""Scans the voucher lines of large SIE files, many at a time, straight from their bytes."""
