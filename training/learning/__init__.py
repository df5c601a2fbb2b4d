"""Training: targets, loss, schedule, averages, teachers, and the epochs of a run."""
