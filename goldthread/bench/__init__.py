"""What the journal costs, beside bare SQL and a bare Django view of the same run; `goldthread bench` is its door."""
