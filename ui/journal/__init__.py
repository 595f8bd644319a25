"""The page of the audit log, for the head of OMU and the auditor."""
