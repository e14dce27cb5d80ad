"""Rules for what a person says and decides, and the views of what is known of them."""
