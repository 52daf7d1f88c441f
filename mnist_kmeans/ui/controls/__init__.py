"""The top of each page and the controls that all pages share.

Each control's key is its name in the URL, where Streamlit puts every value that is not
the default and drops every one that the control does not allow.
"""

from mnist_kmeans.ui.controls.given_names import can_undo as can_undo
from mnist_kmeans.ui.controls.given_names import forget_names as forget_names
from mnist_kmeans.ui.controls.given_names import give_name as give_name
from mnist_kmeans.ui.controls.given_names import given_names as given_names
from mnist_kmeans.ui.controls.given_names import undo as undo
from mnist_kmeans.ui.controls.k_control import likely_ks as likely_ks
from mnist_kmeans.ui.controls.k_control import set_k as set_k
from mnist_kmeans.ui.controls.moves_control import set_moves as set_moves
from mnist_kmeans.ui.controls.page_top import draw_controls as draw_controls
from mnist_kmeans.ui.controls.page_top import page_top as page_top
from mnist_kmeans.ui.controls.page_top import title as title
from mnist_kmeans.ui.controls.space_choice import in_ready_spaces as in_ready_spaces
from mnist_kmeans.ui.controls.values import HIDDEN as HIDDEN
from mnist_kmeans.ui.controls.values import NOTEBOOK_KS as NOTEBOOK_KS
from mnist_kmeans.ui.controls.values import advanced as advanced
from mnist_kmeans.ui.controls.values import from_random as from_random
from mnist_kmeans.ui.controls.values import settings as settings
from mnist_kmeans.ui.requests.fit_request import LARGEST_K as LARGEST_K
