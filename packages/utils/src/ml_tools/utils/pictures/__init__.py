"""Pictures: Vega-Lite to SVG and PNG, in a process of its own."""

from ml_tools.utils.pictures.frames import Picture
from ml_tools.utils.pictures.picture_process import PictureProcess

__all__ = ["Picture", "PictureProcess"]
