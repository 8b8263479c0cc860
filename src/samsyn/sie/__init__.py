"""SIE, the Swedish standard for files of bookkeeping: read, checked, compared and written."""
