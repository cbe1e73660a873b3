"""What leaves by e-mail: reminders, to whom, when again, over which server."""
