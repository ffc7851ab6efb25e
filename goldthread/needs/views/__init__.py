"""The pages of needs and strengths."""
