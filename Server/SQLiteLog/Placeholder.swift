// SQLiteLog
