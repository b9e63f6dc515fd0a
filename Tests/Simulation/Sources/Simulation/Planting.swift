/// The bugs that are planted in this copy: none. `plant` makes copies that have some, to see that each is caught.
public enum Planting {
  public static let titles: [String] = []

  public static func turnOn(_ number: Int) {}
}
