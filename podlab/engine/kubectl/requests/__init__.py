"""What kubectl asks of the API server: making, patching, recording, waiting for things to go."""
