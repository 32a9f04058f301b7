// The module JSONSchema.
