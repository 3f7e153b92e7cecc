"""The tabs of the learner's record, one module each."""
