"""The second verifier against the golden vectors, and against files that were tampered with."""
