"""Imports people and cases from CSV and XLSX.  Every fault is listed by row; all of a list is taken, or none
of it."""
