"""E-mails that leave: reminders, to whom, when again, over which server."""
