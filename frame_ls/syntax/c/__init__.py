"""The front end for C with annotations: text in, syntax trees with spans and findings out."""
