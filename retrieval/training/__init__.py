"""What is learned offline; never imported when serving."""
