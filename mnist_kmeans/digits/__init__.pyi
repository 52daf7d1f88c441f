from .data_set import DatasetError as DatasetError
from .data_set import DigitData as DigitData
from .loading import load_bundled_digits as load_bundled_digits
from .loading import load_mnist as load_mnist
from .loading import loading_code as loading_code
from .sprites import data_uri as data_uri
from .sprites import sprite_sheet as sprite_sheet
