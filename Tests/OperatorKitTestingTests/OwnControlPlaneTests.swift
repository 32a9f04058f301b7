import Testing

/// Tests that start a control plane for themselves: one after the other, so that the times that they print mean
/// something and a small machine is not asked for five clusters at once.
@Suite(.serialized) struct OwnControlPlaneTests {}
