#pragma once
#include <curl/curl.h>

// libcurl's option functions are variadic, which Swift cannot call: one wrapper for each kind of argument.

static inline CURLcode flux_easy_set_long(CURL *easy, CURLoption option, long value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode flux_easy_set_offset(CURL *easy, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode flux_easy_set_string(CURL *easy, CURLoption option, const char *value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode flux_easy_set_pointer(CURL *easy, CURLoption option, void *value) {
  return curl_easy_setopt(easy, option, value);
}

// The bytes are copied by libcurl.
static inline CURLcode flux_easy_set_blob(CURL *easy, CURLoption option, const void *bytes, size_t count) {
  struct curl_blob blob = {(void *)bytes, count, CURL_BLOB_COPY};
  return curl_easy_setopt(easy, option, &blob);
}

typedef size_t (*flux_transfer_callback)(char *bytes, size_t size, size_t count, void *context);
typedef int (*flux_seek_callback)(void *context, curl_off_t offset, int origin);

// CURLOPT_WRITEFUNCTION, CURLOPT_HEADERFUNCTION or CURLOPT_READFUNCTION.
static inline CURLcode flux_easy_set_transfer(CURL *easy, CURLoption option, flux_transfer_callback value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode flux_easy_set_seek(CURL *easy, flux_seek_callback value) {
  return curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, value);
}

typedef CURLcode (*flux_tls_callback)(CURL *easy, void *tls, void *context);

// Called with the SSL_CTX of each new connection.
static inline CURLcode flux_easy_set_tls(CURL *easy, flux_tls_callback value) {
  return curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, value);
}

static inline CURLcode flux_easy_get_long(CURL *easy, CURLINFO info, long *value) {
  return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode flux_easy_get_offset(CURL *easy, CURLINFO info, curl_off_t *value) {
  return curl_easy_getinfo(easy, info, value);
}

static inline CURLMcode flux_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return curl_multi_setopt(multi, option, value);
}

static inline CURLcode flux_easy_get_private(CURL *easy, char **value) {
  return curl_easy_getinfo(easy, CURLINFO_PRIVATE, value);
}
