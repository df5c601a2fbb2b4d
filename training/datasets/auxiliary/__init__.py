"""Auxiliary sets, to be mixed with FER2013: CK+, JAFFE, your own folders."""
