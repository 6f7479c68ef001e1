"""Text whose numerals trace: words, prose, blocks and their faces. This room knows no case."""
