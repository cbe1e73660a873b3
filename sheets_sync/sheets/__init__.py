"""What a generated sheet is, whatever program shows it."""
