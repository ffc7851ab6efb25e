"""What the agency offers: services and treatment modalities."""
