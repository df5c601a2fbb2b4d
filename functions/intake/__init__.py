"""Takes people's contributions: checks, stores, deletes and purges them.

Modules import one another relatively, so that the same files serve the deployed function (as
`intake`) and the repository's own programs (as `functions.intake`).
"""

import warnings

# google-api-core's notice of Python 3.11's end in 2027, at every start.
warnings.filterwarnings(
    "ignore", message="You are using a .*Python version", category=FutureWarning
)
