"""Charts, drawn for pages and documents."""
