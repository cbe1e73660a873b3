"""States of earlier runs, how long they are kept, and what changed since."""
