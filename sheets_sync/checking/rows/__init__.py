"""What is to be said of whole rows: whom they name, what they lack, which follow each other."""
