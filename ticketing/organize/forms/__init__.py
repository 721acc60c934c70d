"""What organizers fill in, one module for each subject. The actions hold the rules."""
