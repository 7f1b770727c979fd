"""What can go wrong in the pipelines that is ours to fix; what a page does wrong is a `Rejected`, not an error."""


class PipelineError(Exception):
    """The base of all errors of this package."""
