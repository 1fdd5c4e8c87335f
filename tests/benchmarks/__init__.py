"""How fast the product is and how much memory it takes, beside a plain LangChain quick-start over the same files."""
