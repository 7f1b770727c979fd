"""A store shown to a person: pywb behind, a list of its articles in front."""
