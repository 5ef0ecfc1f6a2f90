"""What typed words mean: which question they name, whether they answer it, and what is in doubt."""
