extension TemplateFunctions {
  /// Functions of Sprig that are not there yet. Their names are known, so that a chart which mentions one in a branch
  /// that is not taken still renders; where one is called, the error names it.
  mutating func addUnavailable() {
    let dates = [
      "ago", "date", "date_in_zone", "date_modify", "dateInZone", "dateModify", "duration", "durationRound", "htmlDate",
      "htmlDateInZone", "must_date_modify", "mustDateModify", "mustToDate", "now", "toDate", "unixEpoch",
    ]
    let keys = [
      "bcrypt", "htpasswd", "genPrivateKey", "derivePassword", "buildCustomCert", "genCA", "genCAWithKey",
      "genSelfSignedCert", "genSelfSignedCertWithKey", "genSignedCert", "genSignedCertWithKey", "encryptAES",
      "decryptAES",
    ]
    for name in dates + keys {
      add(name, variadic: .any) { _ throws(TemplateError) in
        throw TemplateError("\(name) is not supported by this controller yet; take it out of the template")
      }
    }
  }
}
