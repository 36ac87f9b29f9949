"""Long work and the files it leaves: places, atomic writes, progress, devices."""
