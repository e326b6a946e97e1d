"""How far above its creator's own usual a post is: the one rule, for all services.

Source: compared with the multiples of TrendsFast (`video_outlier`), outlier.so and
public YouTube tools, 2026; bands after their published values."""
