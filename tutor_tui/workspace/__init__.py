"""The one door for screens and commands: reading caseloads, and every operation.

`workspace.Workspace` opens the store; the operations stand in modules named for their noun.
"""
