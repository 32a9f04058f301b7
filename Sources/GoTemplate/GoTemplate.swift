// The module GoTemplate.
