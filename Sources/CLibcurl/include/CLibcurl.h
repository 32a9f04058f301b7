#pragma once
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

// libcurl, which is not linked but loaded when the first client needs it: see library.c. Its functions have their own
// names here; only those that library.c lists can be called.

// NULL when libcurl is there, otherwise what is missing. No other function may be called before this one has
// returned NULL. Any thread may call it, any number of times.
const char *flux_curl_load(void);

// libcurl's option functions are variadic, which Swift cannot call: one wrapper for each kind of argument.

CURLcode flux_easy_set_long(CURL *easy, CURLoption option, long value);
CURLcode flux_easy_set_offset(CURL *easy, CURLoption option, curl_off_t value);
CURLcode flux_easy_set_string(CURL *easy, CURLoption option, const char *value);
CURLcode flux_easy_set_pointer(CURL *easy, CURLoption option, void *value);

// The bytes are copied by libcurl.
CURLcode flux_easy_set_blob(CURL *easy, CURLoption option, const void *bytes, size_t count);

typedef size_t (*flux_transfer_callback)(char *bytes, size_t size, size_t count, void *context);
typedef int (*flux_seek_callback)(void *context, curl_off_t offset, int origin);

// CURLOPT_WRITEFUNCTION, CURLOPT_HEADERFUNCTION or CURLOPT_READFUNCTION.
CURLcode flux_easy_set_transfer(CURL *easy, CURLoption option, flux_transfer_callback value);
CURLcode flux_easy_set_seek(CURL *easy, flux_seek_callback value);

typedef CURLcode (*flux_tls_callback)(CURL *easy, void *tls, void *context);

// Called with the SSL_CTX of each new connection.
CURLcode flux_easy_set_tls(CURL *easy, flux_tls_callback value);

// Gives an SSL_CTX a set of trusted authorities, an X509_STORE, to which it takes a reference of its own.
void flux_tls_set_trust(void *tls, void *store);

CURLcode flux_easy_get_long(CURL *easy, CURLINFO info, long *value);
CURLcode flux_easy_get_offset(CURL *easy, CURLINFO info, curl_off_t *value);
CURLcode flux_easy_get_private(CURL *easy, char **value);

CURLMcode flux_multi_set_long(CURLM *multi, CURLMoption option, long value);
