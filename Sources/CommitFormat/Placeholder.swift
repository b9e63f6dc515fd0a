// CommitFormat
