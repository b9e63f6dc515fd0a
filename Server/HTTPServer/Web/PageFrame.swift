internal import Pages

/// What stands around every page. The protocol's `Frame` is another thing.
typealias PageFrame = Frame
