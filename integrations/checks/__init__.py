"""Evidence checks, one per file: what each looks at, what it says, and which practices it speaks to."""
