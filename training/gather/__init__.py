"""People's contributions, from the bucket to a folder that training reads."""
