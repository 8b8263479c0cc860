"""Tables, pictures and letters of money, which pages, commands and files share."""
