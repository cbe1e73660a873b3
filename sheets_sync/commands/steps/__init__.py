"""Steps around every command's own work, and the options that commands share."""
