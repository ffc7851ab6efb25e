"""Plans of care: goals, objectives, interventions and services in sealed versions, who signed them, and how they were reviewed."""
