"""From numbers to plotly figures."""
