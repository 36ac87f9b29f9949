"""What a training or a fit can be told: presets and options."""
