/// The random numbers that Python's `random.Random(seed)` gives, so that one seed means the same records in both.
///
/// MT19937 as Matsumoto and Nishimura have it (1998), seeded by array; whole numbers below a bound by rejection, as CPython
/// draws them.
public struct PythonRandom {
  private var state: [UInt32]
  private var next = 624

  public init(seed: UInt32) {
    state = [UInt32](repeating: 0, count: 624)
    state[0] = 19_650_218
    for place in 1..<624 {
      let before = state[place - 1]
      state[place] = 1_812_433_253 &* (before ^ before >> 30) &+ UInt32(place)
    }
    var place = 1
    for _ in 0..<624 {
      let before = state[place - 1]
      state[place] = (state[place] ^ (before ^ before >> 30) &* 1_664_525) &+ seed
      place += 1
      if place == 624 { (state[0], place) = (state[623], 1) }
    }
    for _ in 0..<623 {
      let before = state[place - 1]
      state[place] = (state[place] ^ (before ^ before >> 30) &* 1_566_083_941) &- UInt32(place)
      place += 1
      if place == 624 { (state[0], place) = (state[623], 1) }
    }
    state[0] = 0x8000_0000
  }

  private mutating func word() -> UInt32 {
    if next == 624 {
      for place in 0..<624 {
        let mixed = state[place] & 0x8000_0000 | state[(place + 1) % 624] & 0x7fff_ffff
        state[place] = state[(place + 397) % 624] ^ mixed >> 1 ^ (mixed & 1 == 0 ? 0 : 0x9908_b0df)
      }
      next = 0
    }
    var word = state[next]
    next += 1
    word ^= word >> 11
    word ^= word << 7 & 0x9d2c_5680
    word ^= word << 15 & 0xefc6_0000
    return word ^ word >> 18
  }

  /// 128 random bits.
  public mutating func bits128() -> UInt128 {
    var result: UInt128 = 0
    for place in 0..<4 { result |= UInt128(word()) << UInt128(32 * place) }
    return result
  }

  /// A number from 0 to `bound` - 1; `bound` is at least 1.
  public mutating func below(_ bound: Int) -> Int {
    let bits = Int.bitWidth - bound.leadingZeroBitCount
    while true {
      let drawn = Int(word() >> UInt32(32 - bits))
      if drawn < bound { return drawn }
    }
  }

  public mutating func choice<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

  /// `count` different numbers below `bound`, in the order in which they are drawn.
  public mutating func sample(below bound: Int, count: Int) -> [Int] {
    var poolMax = 21
    if count > 5 {
      var power = 1
      while power < count * 3 { power *= 4 }
      poolMax += power
    }
    var result: [Int] = []
    result.reserveCapacity(count)
    if bound <= poolMax {
      var pool = Array(0..<bound)
      for place in 0..<count {
        let drawn = below(bound - place)
        result.append(pool[drawn])
        pool[drawn] = pool[bound - place - 1]
      }
      return result
    }
    var taken: Set<Int> = []
    for _ in 0..<count {
      var drawn = below(bound)
      while !taken.insert(drawn).inserted { drawn = below(bound) }
      result.append(drawn)
    }
    return result
  }

  public mutating func shuffle<Element>(_ elements: inout [Element]) {
    for place in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(place, below(place + 1))
    }
  }
}
