"""Other people's sets and one's own faces, to be mixed with FER2013's: CK+, JAFFE, own folders."""
