"""Pure functions from arrays to Plotly figures; no Streamlit, no torch."""
