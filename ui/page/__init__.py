"""The page in the browser, drawn with Streamlit."""
