"""What is on screen: built from rows, numbered, stored, told to every process."""
