// Objects, patches and statuses are JSON; whoever uses this library needs its type, and one import should do.
@_exported public import JSON
