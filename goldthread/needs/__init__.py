"""What care is needed for and what carries it: diagnoses, symptoms, impairments, factors, risks and strengths of a client."""
