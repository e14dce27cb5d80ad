"""Models of which items go with which, trained from everyone's acts: pure, one technique a file; `train` is the map."""
