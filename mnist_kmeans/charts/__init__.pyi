from .colors import DIGIT_COLORS as DIGIT_COLORS
from .colors import cluster_shades as cluster_shades
from .colors import text_on as text_on
from .guesses import guess_chart as guess_chart
from .one_fit import votes_chart as votes_chart
from .pixel_ledger import ledger_chart as ledger_chart
from .seeds_and_baselines import bars_chart as bars_chart
