"""Users and what opens the door for them: their sessions, tokens for programs, links for reviewers."""
