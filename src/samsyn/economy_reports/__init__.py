"""The tables, charts and letters of money, before they become pages or files."""
