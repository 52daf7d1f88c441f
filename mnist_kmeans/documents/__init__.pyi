from .html_report import report as report
from .jupyter_notebook import notebook as notebook
from .python_script import FIRST_FILE as FIRST_FILE
from .python_script import chosen as chosen
from .python_script import script as script
