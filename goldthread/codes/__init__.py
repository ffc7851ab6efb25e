"""Code lists that the agency brings in as they are published: ICD-10-CM, HCPCS Level II, place of service."""
