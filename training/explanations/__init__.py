"""What a network's answers rest on: maps over faces, and the faces on which it errs."""
