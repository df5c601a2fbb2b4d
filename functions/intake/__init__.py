"""Takes people's contributions: checks, stores and deletes them, and hands out published models.

Modules import one another relatively, so that the same files serve the deployed function (as
`intake`) and the repository's own programs (as `functions.intake`).
"""
