"""What trained networks say of faces, over several views or as a vote, and how good that is."""
