from .folder import NETWORKS as NETWORKS
from .folder import cache_folder as cache_folder
from .folder import whole_file as whole_file
from .locks import alone as alone
from .provenance import digest_of_code as digest_of_code
from .provenance import fingerprint_of_code as fingerprint_of_code
from .provenance import is_unchanged as is_unchanged
from .shelf import Shelf as Shelf
