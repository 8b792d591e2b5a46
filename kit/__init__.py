"""The workshop: what builds, keeps, checks and shows the course; nobody needs it in order to learn."""
