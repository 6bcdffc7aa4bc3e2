"""The pages of the catalogue, by what the findings are about."""
