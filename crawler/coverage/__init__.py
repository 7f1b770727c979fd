"""What a store proves about the completeness of a site: every URL's state, the story chain, sources side by side."""
