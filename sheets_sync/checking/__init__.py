"""From raw cells to values and anomalies."""
