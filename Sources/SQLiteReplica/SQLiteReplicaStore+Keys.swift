public import CommitFormat

extension SQLiteReplicaStore {
  /// The device's key pair, made at the first call and kept in the folder, readable by its owner alone.
  public func loadOrCreateDeviceKey() throws -> DeviceKey { try folder.loadOrCreateDeviceKey() }

  /// The device's key pair of a replica folder that may not have been made yet.
  public static func loadOrCreateDeviceKey(folder: String) throws -> DeviceKey {
    try ReplicaFolder(folder).loadOrCreateDeviceKey()
  }
}
