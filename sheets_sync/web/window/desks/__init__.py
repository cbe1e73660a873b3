"""The desks of the window: a piece of the page each, with what is asked of it."""
