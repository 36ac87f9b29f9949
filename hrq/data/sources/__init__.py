"""Where a hierarchy comes from: by name, from an upload, from the table that is kept with a run."""
