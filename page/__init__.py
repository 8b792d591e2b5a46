"""What a notebook's page does and keeps, under every lesson and form: live pictures, questions, progress."""
