"""Makes collections of what is fetched."""

from ml_tools.main.collecting.collecting import Kept, LocalFile, Origin, SampleOrigin, Wanted, collect

__all__ = ["Kept", "LocalFile", "Origin", "SampleOrigin", "Wanted", "collect"]
