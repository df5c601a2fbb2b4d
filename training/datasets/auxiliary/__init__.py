"""Other people's sets and your own faces, to be mixed with FER2013's: CK+, JAFFE, own folders."""
