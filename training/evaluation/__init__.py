"""Runs trained networks on faces, over several views or as a vote, and measures them."""
