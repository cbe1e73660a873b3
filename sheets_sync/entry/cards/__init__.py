"""The entry cards (« Saisie »): their layout, their tab, what is typed on them taken in."""
