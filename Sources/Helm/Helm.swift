// The module Helm.
