"""Quality assurance of case files: draws that anybody can repeat, and figures that are honest."""
