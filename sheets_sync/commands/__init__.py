"""The commands: each reads options, calls the library, and says in French what was done."""
