"""Random changes to training faces: geometry, camera faults."""
