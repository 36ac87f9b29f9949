"""The screens: the only rooms that know Streamlit. One `show()` a page; frame, state and caches are shared."""
