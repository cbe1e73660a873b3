"""Tables of people for readers outside: what may be told beside all that was issued."""
