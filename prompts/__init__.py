"""What we say to the model: versioned templates and their rendering."""
