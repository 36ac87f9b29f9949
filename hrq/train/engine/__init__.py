"""What every training shares: the plan, steps, optimizers, checkpoints, processes, snapshots."""
