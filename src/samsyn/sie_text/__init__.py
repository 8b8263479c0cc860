"""The bytes of SIE files: letters, lines, fields and values, and a scanner for large ones."""
