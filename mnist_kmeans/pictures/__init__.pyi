from .opening import FORMATS as FORMATS
from .opening import MAX_BYTES as MAX_BYTES
from .opening import ImageError as ImageError
from .opening import open_image as open_image
from .reading import Digit as Digit
from .reading import read_digits as read_digits
from .reading import ready_digit as ready_digit
