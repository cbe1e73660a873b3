"""The sheets Consortium, Anomalies and Pilotage, the feedback in the tabs, and their publishing."""
