"""Things to try newswarc on. Nothing in the product imports them."""
