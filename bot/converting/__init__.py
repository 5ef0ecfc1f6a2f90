"""Draft forms from what councils have on paper: Word tables and XLSForms."""
