"""Every change of state of a gallery, one verb each."""
