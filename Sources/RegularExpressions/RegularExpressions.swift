// The module RegularExpressions.
