// Loads libcurl when the first client needs it.
//
// libcurl brings some thirty other libraries with it (Kerberos, LDAP, several for TLS). Linked in the usual way, they
// would be mapped and relocated at the start of every process, also for commands that never open a connection, such as
// `helm-controller template` and `kustomize-controller build`.
//
// The header's declarations stay what everybody compiles against: each function below has the name and, as the
// compiler checks, the type that they say, and goes on to the real one. They are hidden, so that no library takes them
// for libcurl's own.

#include "CLibcurl.h"

#include <dlfcn.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <string.h>

// The name that Debian's libcurl4 has kept since 2006 (the flavour with OpenSSL).
static const char library_name[] = "libcurl.so.4";

// SSL_CTX_set1_cert_store is libssl's: a library is searched together with those that it needs.
#define FUNCTIONS(X) \
  X(curl_easy_cleanup) X(curl_easy_getinfo) X(curl_easy_init) X(curl_easy_pause) X(curl_easy_setopt) \
  X(curl_easy_strerror) X(curl_global_init) X(curl_multi_add_handle) X(curl_multi_cleanup) X(curl_multi_info_read) \
  X(curl_multi_init) X(curl_multi_perform) X(curl_multi_poll) X(curl_multi_remove_handle) X(curl_multi_setopt) \
  X(curl_multi_wakeup) X(curl_slist_append) X(curl_slist_free_all) X(SSL_CTX_set1_cert_store)

#define MEMBER(name) __typeof__(&name) name;
static struct { FUNCTIONS(MEMBER) } real;

// The text that dlerror returns lives until the thread's next call.
static const char *failure;

static void load(void) {
  void *library = dlopen(library_name, RTLD_LAZY | RTLD_LOCAL);
  if (!library) {
    failure = strdup(dlerror());
    return;
  }
#define FIND(name) \
  if (!(real.name = (__typeof__(&name))dlsym(library, #name))) { \
    failure = strdup(dlerror()); \
    return; \
  }
  FUNCTIONS(FIND)
}

const char *flux_curl_load(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load);
  return failure;
}

// libcurl's functions by their own names. The parentheses keep macros of those names out.

#define FORWARD(type, name, parameters, arguments) \
  __attribute__((visibility("hidden"))) type(name) parameters { return real.name arguments; }

FORWARD(CURL *, curl_easy_init, (void), ())
FORWARD(void, curl_easy_cleanup, (CURL * easy), (easy))
FORWARD(CURLcode, curl_easy_pause, (CURL * easy, int directions), (easy, directions))
FORWARD(const char *, curl_easy_strerror, (CURLcode code), (code))
FORWARD(CURLcode, curl_global_init, (long flags), (flags))
FORWARD(CURLM *, curl_multi_init, (void), ())
FORWARD(CURLMcode, curl_multi_cleanup, (CURLM * multi), (multi))
FORWARD(CURLMcode, curl_multi_add_handle, (CURLM * multi, CURL *easy), (multi, easy))
FORWARD(CURLMcode, curl_multi_remove_handle, (CURLM * multi, CURL *easy), (multi, easy))
FORWARD(CURLMcode, curl_multi_perform, (CURLM * multi, int *running), (multi, running))
FORWARD(CURLMcode, curl_multi_poll,
        (CURLM * multi, struct curl_waitfd others[], unsigned int count, int timeout, int *ready),
        (multi, others, count, timeout, ready))
FORWARD(CURLMcode, curl_multi_wakeup, (CURLM * multi), (multi))
FORWARD(CURLMsg *, curl_multi_info_read, (CURLM * multi, int *queued), (multi, queued))
FORWARD(struct curl_slist *, curl_slist_append, (struct curl_slist * list, const char *text), (list, text))
FORWARD(void, curl_slist_free_all, (struct curl_slist * list), (list))

CURLcode flux_easy_set_long(CURL *easy, CURLoption option, long value) {
  return real.curl_easy_setopt(easy, option, value);
}

CURLcode flux_easy_set_offset(CURL *easy, CURLoption option, curl_off_t value) {
  return real.curl_easy_setopt(easy, option, value);
}

CURLcode flux_easy_set_string(CURL *easy, CURLoption option, const char *value) {
  return real.curl_easy_setopt(easy, option, value);
}

CURLcode flux_easy_set_pointer(CURL *easy, CURLoption option, void *value) {
  return real.curl_easy_setopt(easy, option, value);
}

CURLcode flux_easy_set_blob(CURL *easy, CURLoption option, const void *bytes, size_t count) {
  struct curl_blob blob = {(void *)bytes, count, CURL_BLOB_COPY};
  return real.curl_easy_setopt(easy, option, &blob);
}

CURLcode flux_easy_set_transfer(CURL *easy, CURLoption option, flux_transfer_callback value) {
  return real.curl_easy_setopt(easy, option, value);
}

CURLcode flux_easy_set_seek(CURL *easy, flux_seek_callback value) {
  return real.curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, value);
}

CURLcode flux_easy_set_tls(CURL *easy, flux_tls_callback value) {
  return real.curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, value);
}

void flux_tls_set_trust(void *tls, void *store) { real.SSL_CTX_set1_cert_store(tls, store); }

CURLcode flux_easy_get_long(CURL *easy, CURLINFO info, long *value) {
  return real.curl_easy_getinfo(easy, info, value);
}

CURLcode flux_easy_get_offset(CURL *easy, CURLINFO info, curl_off_t *value) {
  return real.curl_easy_getinfo(easy, info, value);
}

CURLcode flux_easy_get_private(CURL *easy, char **value) {
  return real.curl_easy_getinfo(easy, CURLINFO_PRIVATE, value);
}

CURLMcode flux_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return real.curl_multi_setopt(multi, option, value);
}
