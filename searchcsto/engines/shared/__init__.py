"""What more than one engine needs: how documents are stored, values compared, words corrected, acronyms gathered."""
