"""One file per list of the team's site."""
