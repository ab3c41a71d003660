"""Bad inputs that the rules must refuse, one file a rule."""
