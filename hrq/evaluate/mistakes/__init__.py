"""What codes get wrong, case by case, of eight kinds, and what is to blame."""
