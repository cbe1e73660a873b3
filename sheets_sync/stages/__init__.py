"""Stages of the monthly job: tabs read, what people decided taken over, what is published."""
