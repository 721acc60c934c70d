"""What every room needs to put onto paper: letters of any script, and QR codes as vectors."""
