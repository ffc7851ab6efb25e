"""The demonstration agency: invented people, twelve months of their journal, told by the product's own actions."""
