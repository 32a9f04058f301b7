#pragma once
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

// A set of trusted authorities, shared by connections.

static inline void *flux_trust_new(void) {
  X509_STORE *store = X509_STORE_new();
  // As libcurl does: trusted certificates first, also when they are not self-signed.
  if (store) X509_STORE_set_flags(store, X509_V_FLAG_TRUSTED_FIRST | X509_V_FLAG_PARTIAL_CHAIN);
  return store;
}

static inline void flux_trust_free(void *store) { X509_STORE_free((X509_STORE *)store); }

// How many certificates of the PEM text were added.
static inline int flux_trust_add(void *store, const void *pem, int length) {
  int count = 0;
  BIO *bytes = BIO_new_mem_buf(pem, length);
  STACK_OF(X509_INFO) *found = bytes ? PEM_X509_INFO_read_bio(bytes, NULL, NULL, NULL) : NULL;
  for (int i = 0; found && i < sk_X509_INFO_num(found); i++) {
    X509_INFO *entry = sk_X509_INFO_value(found, i);
    if (entry->x509 && X509_STORE_add_cert((X509_STORE *)store, entry->x509)) count++;
    if (entry->crl) X509_STORE_add_crl((X509_STORE *)store, entry->crl);
  }
  sk_X509_INFO_pop_free(found, X509_INFO_free);
  BIO_free(bytes);
  ERR_clear_error();
  return count;
}

static inline void flux_trust_add_file(void *store, const char *path) {
  X509_STORE_load_file((X509_STORE *)store, path);
  ERR_clear_error();
}

// A directory of certificates named by their hashes; they are read when they are needed.
static inline void flux_trust_add_directory(void *store, const char *path) {
  X509_STORE_load_path((X509_STORE *)store, path);
  ERR_clear_error();
}
