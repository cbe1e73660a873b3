"""Model of a generated sheet, whatever program shows it."""
