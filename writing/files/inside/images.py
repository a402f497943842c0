"""Images: decoded and written anew, so that only their pixels remain."""

import importlib
import warnings
from typing import BinaryIO

from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from writing.files.inside import faults

FORMATS = {"png": "PNG", "jpg": "JPEG", "webp": "WEBP"}
# Twice over in memory, four bytes each, beside the program: more does not fit into 256 MB. WebP keeps two copies more.
MOST_PIXELS = {"PNG": 20_000_000, "JPEG": 20_000_000, "WEBP": 10_000_000}
# Photographs above that are decoded at half their width and height.
MOST_HALVED = 4 * MOST_PIXELS["JPEG"]
LONGEST_SIDE = 20_000
QUALITY = 90

# Modes that each format keeps; any other is converted to the first.
MODES = {"PNG": ("RGBA", "RGB", "L", "LA", "1"), "JPEG": ("RGB", "L"), "WEBP": ("RGBA", "RGB")}


def load() -> None:
    """Load what reads and writes the three formats, so that copies of this process have it."""
    Image.preinit()
    for name in ("PngImagePlugin", "JpegImagePlugin", "WebPImagePlugin"):
        importlib.import_module(f"PIL.{name}")


def rewrite(file: BinaryIO, ending: str, target: BinaryIO) -> None:
    """Write the pixels of FILE to TARGET in the same format: no place, camera, text, profile, second image."""
    form = FORMATS[ending]
    warnings.simplefilter("error")
    Image.MAX_IMAGE_PIXELS = MOST_HALVED
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        image: Image.Image = Image.open(file, formats=[form])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise faults.Fault(faults.PIXELS) from None
    except UnidentifiedImageError:
        raise faults.Fault(faults.MISMATCH) from None
    _bound(image, form)
    # A photograph may hold small copies of itself behind it: only the first image is one of ours.
    if form != "JPEG" and getattr(image, "n_frames", 1) > 1:
        raise faults.Fault(faults.MOVING)
    # Turned as its camera said, since that is said no more afterwards.
    ImageOps.exif_transpose(image, in_place=True)
    image = _plain(image, form)
    image.info = {}
    if form == "PNG":
        image.save(target, "PNG", compress_level=4)
    elif form == "JPEG":
        image.save(target, "JPEG", quality=QUALITY)
    else:
        image.save(target, "WEBP", quality=QUALITY, method=2, exact=False)


def _bound(image: Image.Image, form: str) -> None:
    if max(image.size) > LONGEST_SIDE:
        raise faults.Fault(faults.PIXELS)
    pixels = image.width * image.height
    if pixels <= MOST_PIXELS[form]:
        return
    if form != "JPEG":
        raise faults.Fault(faults.PIXELS)
    image.draft(None, (image.width // 2, image.height // 2))
    if image.width * image.height > MOST_PIXELS[form]:
        raise faults.Fault(faults.PIXELS)


def _plain(image: Image.Image, form: str) -> Image.Image:
    """Return IMAGE in a mode that its format keeps, with what was transparent still transparent."""
    if image.mode == "P":
        return image.convert("RGBA" if "transparency" in image.info else "RGB")
    if image.mode in MODES[form] and "transparency" not in image.info:
        return image
    if image.mode.startswith("I;16"):
        # Sixteen bits of grey are more than a screen shows.
        return image.convert("I").point(lambda value: value / 256).convert("L")
    see_through = form != "JPEG" and ("transparency" in image.info or image.mode in {"LA", "PA", "La", "RGBa", "RGBA"})
    return image.convert("RGBA" if see_through else "RGB")
