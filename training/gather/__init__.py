"""People's contributions, from the bucket to a folder that training reads."""

import warnings

# google-api-core's notice of Python 3.11's end in 2027, at every start.
warnings.filterwarnings(
    "ignore", message="You are using a .*Python version", category=FutureWarning
)
