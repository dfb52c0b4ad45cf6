"""What a therapist reads before a session: facts, never an interpretation (DOMAIN.md, section 3)."""
