"""The catalogue of exercises: packs that a clinician can edit, checked as they are read."""
