from .digits.data_set import DatasetError as DatasetError
from .digits.data_set import DigitData as DigitData
from .digits.loading import load_mnist as load_mnist
from .features.names import FEATURE_SPACES as FEATURE_SPACES
from .model.classifier import ClusterClassifier as ClusterClassifier
from .model.metrics import calculate_metrics as calculate_metrics
from .model.pipeline import build_model as build_model
from .model.preparing import MnistForm as MnistForm
from .model.voting import infer_cluster_labels as infer_cluster_labels
from .model.voting import infer_data_labels as infer_data_labels
from .pictures.opening import ImageError as ImageError
from .pictures.opening import open_image as open_image
from .pictures.reading import read_digits as read_digits
from .studies.suspects.suspect_labels import find_suspects as find_suspects
from .studies.sweep import accuracy_sweep as accuracy_sweep

__version__: str
