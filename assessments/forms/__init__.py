"""What people type, checked and turned into values for actions. One file per noun."""
