"""Whether generated text is borne by the passages that it cites, fact by fact."""
