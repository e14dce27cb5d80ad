"""Facts about items: made when items change, judged, reviewed, and looked at."""
