"""Files on their way into posts: received piece by piece, checked by their content, kept under random names.

Nothing here imports Django at its top: the process that looks into a file starts from this package too.
"""
