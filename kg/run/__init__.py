"""Where the reading stage runs: in processes of this machine."""
