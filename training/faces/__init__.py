"""Opens pictures and crops the faces in photographs, as the reader does."""
