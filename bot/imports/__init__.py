"""People and cases from CSV and XLSX: every fault is listed by row, then everything or nothing is taken."""
