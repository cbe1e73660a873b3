"""The form for the phone: its links, its page, the way of its entries to the tab."""
