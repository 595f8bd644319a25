"""The gate: unlock a store, or make the first one."""
