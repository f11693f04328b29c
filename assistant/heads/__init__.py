"""Small trained heads: a text's vector and letters to a label, in milliseconds on a CPU."""
