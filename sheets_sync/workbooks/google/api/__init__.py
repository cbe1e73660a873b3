"""Google as it is: the calls, what they answer, the requests and values they take."""
