"""A second verifier of the ledger's evidence, written from docs/wire-format.md alone.

Reading order: refusal, hashing, ed25519, notation, tables_acts and tables_ledger, canonical,
wellformed; then merkle, statemap, identity, certificate, receipt; then instruction, approvals,
fold; then evidence, which puts them together, and report, which says in words what it proves.
"""
