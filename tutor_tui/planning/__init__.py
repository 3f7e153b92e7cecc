"""Planning of visits: pure functions of tutors, visits and days."""
