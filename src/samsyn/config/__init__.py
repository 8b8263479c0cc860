"""How one installation is put together: settings, addresses, the web entry point."""
