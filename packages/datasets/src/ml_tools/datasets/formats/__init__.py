"""Tables out of files: one reader a format, which all write batches of rows to where the caller says."""

from ml_tools.datasets.formats.extras import extra
from ml_tools.datasets.formats.geotiff import band, opened_raster, pixels, raster_of, step_of
from ml_tools.datasets.formats.images import Images, read_images
from ml_tools.datasets.formats.known import named_format
from ml_tools.datasets.formats.options import checked
from ml_tools.datasets.formats.parsing import Bounds, noted, parse, parsed, read, unpacked
from ml_tools.datasets.formats.reading import Reading
from ml_tools.datasets.formats.sinks import ParquetSink, Sink, SpoolSink, TableSink
from ml_tools.datasets.formats.sizes import IN_MEMORY_BYTES, too_large
from ml_tools.datasets.formats.spool import Spool

__all__ = [
    "IN_MEMORY_BYTES",
    "Bounds",
    "Images",
    "ParquetSink",
    "Reading",
    "Sink",
    "Spool",
    "SpoolSink",
    "TableSink",
    "band",
    "checked",
    "extra",
    "named_format",
    "noted",
    "opened_raster",
    "parse",
    "parsed",
    "pixels",
    "raster_of",
    "read",
    "read_images",
    "step_of",
    "too_large",
    "unpacked",
]
