"""Who writes the shards: this process, or a cluster."""
