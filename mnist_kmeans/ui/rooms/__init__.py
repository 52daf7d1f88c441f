"""Rooms of people, who answer the teacher's questions on their phones."""
