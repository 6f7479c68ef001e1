"""One file a subject: its frame, its sentences, its tables and its charts."""
