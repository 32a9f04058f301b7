/// Templates and what Helm 4.3 makes of them.
extension HelmTableTests {
  static let helmCases: [Case] = [
    Case(
      "{{ \"foo\" | quote }}|{{ quote 1 nil \"a\\\"b\" }}|{{ squote \"x\" 1 }}|{{ cat \"a\" 1 nil true }}",
      "\"foo\"|\"1\" \"a\\\"b\"|'x' '1'|a 1 true"),
    Case(
      "{{ trim \" a\\n\" }}|{{ trimAll \"$\" \"$5$\" }}|{{ trimSuffix \"-\" \"a--\" }}|{{ trimPrefix \"-\" \"--a\" }}",
      "a|5|a-|-a"),
    Case(
      "{{ trunc 5 \"hello world\" }}|{{ trunc -5 \"hello world\" }}|{{ trunc 63 \"x\" }}|{{ trunc 0 \"x\" }}",
      "hello|world|x|"),
    Case("{{ indent 4 \"a\\nb\" }}|{{ nindent 2 \"a\\n\\nb\" }}", "    a\n    b|\n  a\n  \n  b"),
    Case(
      "{{ \"abc\" | upper | lower | title }}|{{ title \"hello wORLD foo-bar\" }}|{{ untitle \"Hello World\" }}",
      "Abc|Hello WORLD Foo-Bar|hello world"),
    Case("{{ substr 1 3 \"hello\" }}|{{ substr -1 3 \"hello\" }}|{{ substr 2 -1 \"hello\" }}", "el|hel|llo"),
    Case(
      "{{ substr 4 3 \"hello\" }}",
      "error: template: gotpl:1:3: executing \"gotpl\" at <substr 4 3 \"hello\">: error calling substr: runtime error: slice bounds out of range [4:3]"
    ),
    Case(
      "{{ repeat 3 \"ab\" }}|{{ nospace \" a b \" }}|{{ initials \"First Try\" }}|{{ swapcase \"Hello World\" }}",
      "ababab|ab|FT|hELLO wORLD"),
    Case(
      "{{ abbrev 8 \"hello world\" }}|{{ abbrevboth 5 10 \"1234 5678 9123\" }}|{{ abbrev 3 \"hello\" }}",
      "hello...|...5678...|hello"),
    Case(
      "{{ snakecase \"FirstName\" }}|{{ snakecase \"HTTPServer2xx\" }}|{{ kebabcase \"FirstName fooBar_baz\" }}|{{ camelcase \"http_server-name\" }}",
      "first_name|http_server_2xx|first-name-foo-bar-baz|HttpServerName"),
    Case(
      "{{ snakecase \"Bld4Floor3rd\" }}|{{ kebabcase \"HTTP20xOK\" }}|{{ camelcase \"_complex__case_\" }}|{{ snakecase \"a.b c\" }}",
      "bld4_floor_3rd|http-20x-ok|_Complex_Case_|a.b_c"),
    Case(
      "{{ wrap 10 \"the quick brown fox jumps\" }}|{{ wrapWith 5 \"-\" \"Hello World foo\" }}",
      "the quick\nbrown fox\njumps|Hello-World-foo"),
    Case(
      "{{ contains \"a\" \"cat\" }}|{{ hasPrefix \"c\" \"cat\" }}|{{ hasSuffix \"t\" \"cat\" }}|{{ replace \"a\" \"b\" \"banana\" }}|{{ replace \"\" \"-\" \"ab\" }}",
      "true|true|true|bbnbnb|-a-b-"),
    Case("{{ plural \"one\" \"many\" 1 }}|{{ plural \"one\" \"many\" 2 }}", "one|many"),
    Case(
      "{{ sha256sum \"a\" }}|{{ sha1sum \"a\" }}|{{ adler32sum \"Wikipedia\" }}",
      "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb|86f7e437faa5a7fce15d1ddcb9eaeaea377667b8|300286872"
    ),
    Case(
      "{{ sha512sum \"a\" }}",
      "1f40fc92da241694750979ee6cf582f2d5d7d28e18335de05abc54d0560e0f5302860c652bf08d560252aa5e74210546f369fbbbce8c12cfc7957b2652fe9a75"
    ),
    Case(
      "{{ b64enc \"héllo\" }}|{{ b64dec \"aGk=\" }}|{{ b64dec \"a\" }}|{{ b64dec \"a$==\" }}|{{ b32enc \"hi there\" }}|{{ b32dec \"NBUSA5DIMVZGK===\" }}|{{ b64dec \"aGk\" }}",
      "aMOpbGxv|hi|illegal base64 data at input byte 0|illegal base64 data at input byte 1|NBUSA5DIMVZGK===|hi there|illegal base64 data at input byte 0"
    ),
    Case(
      "{{ atoi \"12\" }}|{{ int64 \"3\" }}|{{ int 3.7 }}|{{ float64 \"1.5\" }}|{{ toDecimal \"777\" }}|{{ int \"abc\" }}|{{ int true }}",
      "12|3|3|1.5|511|0|1"),
    Case(
      "{{ add 1 2 3 }}|{{ sub 5 3 }}|{{ mul 2 3 4 }}|{{ div 7 2 }}|{{ mod 7 3 }}|{{ add1 5 }}|{{ max 1 5 3 }}|{{ min 4 2 }}",
      "6|2|24|3|1|6|5|2"),
    Case(
      "{{ div 1 0 }}",
      "error: template: gotpl:1:3: executing \"gotpl\" at <div 1 0>: error calling div: runtime error: integer divide by zero"
    ),
    Case(
      "{{ addf 0.1 0.2 }}|{{ subf 1.0 0.9 }}|{{ mulf 1.1 3 }}|{{ divf 10 3 }}|{{ add1f 1.5 }}|{{ maxf 1.5 2.5 }}|{{ minf 1 2.5 }}",
      "0.3|0.1|3.3|3.3333333333333335|2.5|2.5|1"),
    Case("{{ divf 1 8 }}|{{ mulf 1e10 1e12 }}|{{ addf 1 -1 }}|{{ subf 3 1 1.5 }}", "0.125|1e+22|0|0.5"),
    Case("{{ floor 1.7 }}|{{ ceil 1.2 }}|{{ round 1.2345 2 }}|{{ round 2.5 0 }}|{{ round -1.5 0 }}", "1|2|1.23|3|-2"),
    Case(
      "{{ until 3 }}|{{ untilStep 0 10 3 }}|{{ untilStep 5 0 -2 }}|{{ until -2 }}|{{ seq 3 }}|{{ seq 0 2 6 }}|{{ seq 3 1 }}|{{ seq 5 -2 0 }}",
      "[0 1 2]|[0 3 6 9]|[5 3 1]|[0 -1]|1 2 3|0 2 4 6|3 2 1|5 3 1"),
    Case(
      "{{ join \",\" (list 1 \"a\" nil 2.5) }}|{{ join \"-\" \"x\" }}|{{ splitList \",\" \"a,b\" }}|{{ (split \",\" \"a,b\")._1 }}|{{ (splitn \",\" 2 \"a,b,c\")._1 }}|{{ splitList \"\" \"añb\" }}",
      "1,a,2.5|x|[a b]|b|b,c|[a ñ b]"),
    Case("{{ sortAlpha (list \"c\" \"a\" \"b\") }}|{{ sortAlpha 3 }}|{{ toStrings (list 1 2) }}", "[a b c]|[3]|[1 2]"),
    Case(
      "{{ default \"d\" \"\" }}|{{ default \"d\" nil }}|{{ default \"d\" 0 }}|{{ default \"d\" \"x\" }}|{{ default 1 }}|{{ empty (list) }}|{{ coalesce 0 \"\" \"z\" }}|{{ ternary \"a\" \"b\" true }}",
      "d|d|d|x|1|true|z|a"),
    Case(
      "{{ all 1 \"\" }}|{{ any 0 1 }}|{{ compact (list 1 \"\" 0 \"a\") }}|{{ true | ternary \"a\" \"b\" }}",
      "false|true|[1 a]|a"),
    Case(
      "{{ fromJson \"{\\\"a\\\":[1,2.5,null,true]}\" }}|{{ toJson (dict \"b\" 1 \"a\" (list 1 \"<x>&\")) }}|{{ toRawJson (dict \"a\" \"<x>\") }}",
      "map[a:[1 2.5 <nil> true]]|{\"a\":[1,\"\\u003cx\\u003e\\u0026\"],\"b\":1}|{\"a\":\"<x>\"}"),
    Case(
      "{{ toPrettyJson (dict \"a\" (list 1 2) \"b\" (dict) \"c\" (list)) }}",
      "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {},\n  \"c\": []\n}"),
    Case(
      "{{ toJson 1e21 }}|{{ toJson 1e20 }}|{{ toJson 0.0000001 }}|{{ toJson 1.0 }}|{{ toJson (rest (list)) }}|{{ toJson nil }}|{{ toJson \"\\u2028\\x01\\b\\f\" }}",
      "1e+21|100000000000000000000|1e-7|1|null|null|\"\\u2028\\u0001\\b\\f\""),
    Case(
      "{{ typeOf 1 }}|{{ typeOf 1.5 }}|{{ typeOf \"a\" }}|{{ typeOf nil }}|{{ typeOf (list) }}|{{ typeOf (dict) }}|{{ typeOf (until 1) }}|{{ typeOf (splitList \",\" \"a\") }}|{{ typeOf (split \",\" \"a\") }}|{{ typeOf (add 1 1) }}|{{ typeOf .Values }}|{{ typeOf (chunk 1 (list 1)) }}",
      "int|float64|string|<nil>|[]interface {}|map[string]interface {}|[]int|[]string|map[string]string|int64|common.Values|[][]interface {}"
    ),
    Case(
      "{{ kindOf 1 }}|{{ kindOf nil }}|{{ kindOf (dict) }}|{{ kindIs \"slice\" (list) }}|{{ typeIs \"int\" 1 }}|{{ typeIsLike \"semver.Version\" (semver \"1.2.3\") }}|{{ deepEqual (list 1 2) (list 1 2) }}|{{ deepEqual 1 1.0 }}",
      "int|invalid|map|true|true|true|true|false"),
    Case(
      "{{ base \"a/b.c\" }}|{{ dir \"a/b/c\" }}|{{ clean \"a//../b/./c\" }}|{{ ext \"a/b.tar.gz\" }}|{{ isAbs \"/a\" }}|{{ osBase \"/\" }}|{{ base \"\" }}|{{ dir \"\" }}|{{ clean \"/..\" }}",
      "b.c|a/b|b/c|.gz|true|/|.|.|/"),
    Case(
      "{{ list 1 2 3 }}|{{ first (list 1 2) }}|{{ rest (list 1 2) }}|{{ last (list 1 2) }}|{{ initial (list 1 2) }}|{{ append (list 1) 2 }}|{{ prepend (list 1) 0 }}|{{ concat (list 1) (list 2 3) }}|{{ reverse (list 1 2) }}",
      "[1 2 3]|1|[2]|2|[1]|[1 2]|[0 1]|[1 2 3]|[2 1]"),
    Case(
      "{{ uniq (list 1 1 2 \"a\" \"a\") }}|{{ without (list 1 2 3) 2 }}|{{ has 2 (list 1 2) }}|{{ has \"2\" (list 1 2) }}|{{ slice (list 1 2 3) 1 }}|{{ slice (list 1 2 3) 1 2 }}|{{ chunk 2 (list 1 2 3) }}|{{ first (list) }}",
      "[1 2 a]|[1 3]|true|false|[2 3]|[2]|[[1 2] [3]]|"),
    Case(
      "{{ first \"abc\" }}",
      "error: template: gotpl:1:3: executing \"gotpl\" at <first \"abc\">: error calling first: Cannot find first on type string"
    ),
    Case(
      "{{ append nil 1 }}",
      "error: template: gotpl:1:3: executing \"gotpl\" at <append nil 1>: error calling append: runtime error: invalid memory address or nil pointer dereference"
    ),
    Case(
      "{{ dict \"a\" 1 \"b\" }}|{{ get (dict \"a\" 1) \"a\" }}|{{ get (dict) \"x\" }}|{{ hasKey (dict \"a\" 1) \"a\" }}|{{ pluck \"a\" (dict \"a\" 1) (dict \"b\" 2) (dict \"a\" 3) }}|{{ keys (dict \"a\" 1) }}|{{ values (dict \"a\" 1) }}",
      "map[a:1 b:]|1||true|[1 3]|[a]|[1]"),
    Case(
      "{{ $d := dict \"a\" 1 }}{{ $_ := set $d \"b\" 2 }}{{ $d }}{{ $_ := unset $d \"a\" }}{{ $d }}|{{ pick (dict \"a\" 1 \"b\" 2) \"a\" }}|{{ omit (dict \"a\" 1 \"b\" 2) \"a\" }}",
      "map[a:1 b:2]map[b:2]|map[a:1]|map[b:2]"),
    Case(
      "{{ merge (dict \"a\" 1 \"n\" (dict \"x\" 1)) (dict \"a\" 2 \"b\" 3 \"n\" (dict \"x\" 2 \"y\" 3)) }}|{{ mergeOverwrite (dict \"a\" 1 \"n\" (dict \"x\" 1)) (dict \"a\" 2 \"b\" 3 \"n\" (dict \"x\" 2 \"y\" 3)) }}",
      "map[a:1 b:3 n:map[x:1 y:3]]|map[a:2 b:3 n:map[x:2 y:3]]"),
    Case(
      "{{ merge (dict \"a\" false \"b\" \"\" \"c\" (list) \"d\" nil \"e\" 0) (dict \"a\" true \"b\" \"x\" \"c\" (list 1) \"d\" 1 \"e\" 5) }}",
      "map[a:true b:x c:[1] d:1 e:5]"),
    Case(
      "{{ mergeOverwrite (dict \"a\" true \"b\" \"x\" \"c\" (list 1) \"d\" 1 \"e\" 5 \"f\" 1) (dict \"a\" false \"b\" \"\" \"c\" (list) \"d\" nil \"e\" 0) }}",
      "map[a:false b: c:[] d:<nil> e:0 f:1]"),
    Case(
      "{{ mergeOverwrite (dict \"a\" (dict \"x\" 1) \"b\" (list 1) \"c\" \"s\") (dict \"a\" \"str\" \"b\" \"str\" \"c\" (dict \"y\" 1)) }}",
      "map[a:str b:str c:map[y:1]]"),
    Case(
      "{{ merge (dict \"a\" (dict) \"b\" nil) (dict \"a\" (dict \"x\" 1) \"b\" (dict \"y\" 1)) }}|{{ merge (dict) nil (dict \"a\" nil) }}",
      "map[a:map[x:1] b:map[y:1]]|map[]"),
    Case(
      "{{ dig \"a\" \"b\" \"def\" (dict \"a\" (dict \"b\" 1)) }}|{{ dig \"a\" \"x\" \"def\" (dict \"a\" (dict \"b\" 1)) }}|{{ dig \"q\" \"def\" (dict) }}",
      "1|def|def"),
    Case(
      "{{ dig \"a\" \"b\" \"def\" (dict \"a\" 1) }}",
      "error: template: gotpl:1:3: executing \"gotpl\" at <dig \"a\" \"b\" \"def\" (dict \"a\" 1)>: error calling dig: interface conversion: interface {} is int, not map[string]interface {}"
    ),
    Case(
      "{{ $d := dict \"a\" (dict \"b\" 1) }}{{ $c := deepCopy $d }}{{ $_ := set $c.a \"b\" 2 }}{{ $d }}{{ $c }}",
      "map[a:map[b:1]]map[a:map[b:2]]"),
    Case(
      "{{ regexMatch \"^a+$\" \"aaa\" }}|{{ regexFind \"[a-z]+\" \"12abc34\" }}|{{ regexFindAll \"[0-9]\" \"1a2b3\" 2 }}|{{ regexReplaceAll \"a(x*)b\" \"-ab-axxb-\" \"${1}W\" }}|{{ regexReplaceAll \"a(x*)b\" \"-ab-axxb-\" \"$1W\" }}|{{ regexReplaceAllLiteral \"a(x*)b\" \"-ab-axxb-\" \"${1}\" }}|{{ regexSplit \"z+\" \"pizza\" -1 }}|{{ regexQuoteMeta \"1.2.3\" }}",
      "true|abc|[1 2]|-W-xxW-|---|-${1}-${1}-|[pi a]|1\\.2\\.3"),
    Case(
      "{{ mustRegexMatch \"[\" \"a\" }}",
      "error: template: gotpl:1:3: executing \"gotpl\" at <mustRegexMatch \"[\" \"a\">: error calling mustRegexMatch: error parsing regexp: missing closing ]: `[`"
    ),
    Case(
      "{{ regexFind \"[\" \"a\" }}",
      "error: template: gotpl:1:3: executing \"gotpl\" at <regexFind \"[\" \"a\">: error calling regexFind: regexp: Compile(`[`): error parsing regexp: missing closing ]: `[`"
    ),
    Case(
      "{{ regexMatch \"[\" \"a\" }}|{{ regexFindAll \"x\" \"abc\" -1 }}|{{ regexFindAll \"x\" \"abc\" -1 | toJson }}|{{ regexReplaceAll \"(?i)^V\" \"v1\" \"\" }}|{{ regexSplit \",\" \"a,b,c\" 2 }}",
      "false|[]|null|1|[a b,c]"),
    Case(
      "{{ semverCompare \">=1.2.0\" \"1.3.0\" }}|{{ semverCompare \"^1.20.0-0\" \"v1.28.3-gke.1\" }}|{{ semverCompare \"<1.21-0\" \"1.20.5\" }}|{{ (semver \"v1.2.3-beta.1+meta\").Minor }}|{{ semver \"v1.2.3-beta.1+meta\" }}|{{ (semver \"1.2.3\").Compare (semver \"1.2.4\") }}|{{ (semver \"1.2.3-a\").Prerelease }}",
      "true|true|true|2|1.2.3-beta.1+meta|-1|a"),
    Case(
      "{{ urlParse \"http://admin:secret@server.com:8080/api%20x?list=false#anchor\" | toJson }}|{{ urlJoin (dict \"scheme\" \"https\" \"host\" \"h:1\" \"path\" \"/a b\" \"query\" \"q=1\" \"fragment\" \"f\" \"userinfo\" \"u:p\") }}",
      "{\"fragment\":\"anchor\",\"host\":\"server.com:8080\",\"hostname\":\"server.com\",\"opaque\":\"\",\"path\":\"/api x\",\"query\":\"list=false\",\"scheme\":\"http\",\"userinfo\":\"admin:secret\"}|https://u:p@h:1/a%20b?q=1#f"
    ),
    Case(
      "{{ urlParse \"mailto:a@b\" | toJson }}|{{ (urlParse \"//host/path\").host }}|{{ (urlParse \"/just/path\").path }}",
      "{\"fragment\":\"\",\"host\":\"\",\"hostname\":\"\",\"opaque\":\"a@b\",\"path\":\"\",\"query\":\"\",\"scheme\":\"mailto\",\"userinfo\":\"\"}|host|/just/path"
    ),
    Case(
      "{{ trunc \"a\" \"b\" }}",
      "error: template: gotpl:1:9: executing \"gotpl\" at <\"a\">: expected integer; found \"a\""),
    Case("{{ trunc 5 nil }}", "error: template: gotpl:1:11: executing \"gotpl\" at <nil>: cannot assign nil to string"),
    Case(
      "{{ trunc 5 .Values.missing }}",
      "error: template: gotpl:1:18: executing \"gotpl\" at <.Values.missing>: wrong type for value; expected string; got interface {}"
    ),
    Case(
      "{{ .Values.missing | trunc 5 }}",
      "error: template: gotpl:1:27: executing \"gotpl\" at <5>: invalid value; expected string"),
    Case(
      "{{ .Values.missing.deeper }}",
      "error: template: gotpl:1:10: executing \"gotpl\" at <.Values.missing.deeper>: nil pointer evaluating interface {}.deeper"
    ),
    Case("{{ (.Values.missing).deeper }}|{{ .Values.missing }}|{{ $x := .Values.missing }}{{ $x.foo }}", "||"),
    Case(
      "{{ hasKey .Values.missing \"a\" }}",
      "error: template: gotpl:1:17: executing \"gotpl\" at <.Values.missing>: wrong type for value; expected map[string]interface {}; got interface {}"
    ),
    Case(
      "{{ trunc 5 }}",
      "error: template: gotpl:1:3: executing \"gotpl\" at <trunc>: wrong number of args for trunc: want 2 got 1"),
    Case("{{ upper 5 }}", "error: template: gotpl:1:9: executing \"gotpl\" at <5>: expected string; found 5"),
    Case(
      "{{ \"a\" | upper \"b\" }}",
      "error: template: gotpl:1:9: executing \"gotpl\" at <upper>: wrong number of args for upper: want 1 got 2"),
    Case(
      "{{ eq 1 1.0 }}",
      "error: template: gotpl:1:3: executing \"gotpl\" at <eq 1 1.0>: error calling eq: incompatible types for comparison: int and float64"
    ),
    Case(
      "{{ eq 1 1 }}|{{ eq \"a\" \"b\" \"a\" }}|{{ ne 1 2 }}|{{ lt 1 2 }}|{{ le 2 2 }}|{{ gt 3 2 }}|{{ ge 2 3 }}|{{ eq nil nil }}|{{ eq nil 1 }}|{{ eq (int64 1) 1 }}",
      "true|true|true|true|true|true|false|true|false|true"),
    Case(
      "{{ lt 1 \"a\" }}",
      "error: template: gotpl:1:3: executing \"gotpl\" at <lt 1 \"a\">: error calling lt: incompatible types for comparison: int and string"
    ),
    Case(
      "{{ eq (list) (list) }}",
      "error: template: gotpl:1:3: executing \"gotpl\" at <eq (list) (list)>: error calling eq: non-comparable type []: []interface {}"
    ),
    Case(
      "{{ eq (dict) nil }}|{{ and 1 0 2 }}|{{ or 0 \"\" \"x\" }}|{{ not 0 }}|{{ and true nil }}|{{ or nil false }}",
      "false|0|x|true||false"),
    Case(
      "{{ index (list 1 2) 1 }}|{{ index (dict \"a\" 1) \"a\" }}|{{ index \"abc\" 1 }}|{{ len \"héy\" }}|{{ len (dict \"a\" 1) }}|{{ index (dict) \"x\" }}",
      "2|1|98|4|1|"),
    Case(
      "{{ index (list 1) 5 }}",
      "error: template: gotpl:1:3: executing \"gotpl\" at <index (list 1) 5>: error calling index: index out of range: 5"
    ),
    Case(
      "{{ index (list 1) 1 }}",
      "error: template: gotpl:1:3: executing \"gotpl\" at <index (list 1) 1>: error calling index: reflect: slice index out of range"
    ),
    Case(
      "{{ index nil 1 }}",
      "error: template: gotpl:1:3: executing \"gotpl\" at <index nil 1>: error calling index: index of untyped nil"),
    Case(
      "{{ index (dict) 1 }}",
      "error: template: gotpl:1:3: executing \"gotpl\" at <index (dict) 1>: error calling index: value has type int; should be string"
    ),
    Case(
      "{{ len 3 }}", "error: template: gotpl:1:3: executing \"gotpl\" at <len 3>: error calling len: len of type int"),
    Case(
      "{{ len nil }}",
      "error: template: gotpl:1:3: executing \"gotpl\" at <len nil>: error calling len: reflect: call of reflect.Value.Type on zero Value"
    ),
    Case(
      "{{ printf \"%d %s %v %q %t %x %5d|%-5d|%05d %.2f %e %g %T %+d %%\" 1 \"a\" (list 1 \"b\") \"q\" true 255 42 42 42 3.14159 1500.0 1e21 1.5 7 }}",
      "1 a [1 b] \"q\" true ff    42|42   |00042 3.14 1.500000e+03 1e+21 float64 +7 %"),
    Case(
      "{{ printf \"%d\" \"x\" }}|{{ printf \"%s\" 1 }}|{{ printf \"%d\" }}|{{ printf \"a\" 1 }}|{{ printf \"%!\" }}|{{ printf \"%z\" 1 }}|{{ printf \"%s\" nil }}|{{ printf \"%v\" nil }}|{{ printf \"%d\" nil }}",
      "%!d(string=x)|%!s(int=1)|%!d(MISSING)|a%!(EXTRA int=1)|%!!(MISSING)|%!z(int=1)|%!s(<nil>)|<nil>|%!d(<nil>)"),
    Case(
      "{{ printf \"%v %v %v\" 1e6 123456789.0 0.00001 }}|{{ printf \"%v\" (dict \"a\" (list 1 nil) \"b\" nil) }}|{{ printf \"%s\" (list \"a\" 1) }}|{{ printf \"%q\" (list \"a\" 1) }}|{{ printf \"%d\" (dict \"a\" 1) }}",
      "1e+06 1.23456789e+08 1e-05|map[a:[1 <nil>] b:<nil>]|[a %!s(int=1)]|[\"a\" '\\x01']|map[%!d(string=a):1]"),
    Case(
      "{{ printf \"%#v\" (dict \"a\" (list 1 \"x\")) }}|{{ printf \"%+v\" (list 1) }}|{{ printf \"%6.2f|%-8s|%8s|%.3s\" 3.14159 \"ab\" \"ab\" \"abcdef\" }}|{{ printf \"%[2]d %[1]d\" 1 2 }}|{{ printf \"%*d\" 5 42 }}|{{ printf \"%c %U %#x %b %o\" 65 0x1F600 255 5 8 }}",
      "map[string]interface {}{\"a\":[]interface {}{1, \"x\"}}|[1]|  3.14|ab      |      ab|abc|2 1|   42|A U+1F600 0xff 101 10"
    ),
    Case(
      "{{ print 1 2 \"a\" 3 4 }}|{{ println \"a\" 1 }}|{{ print nil }}|{{ 1.0 }}|{{ 1e100 }}|{{ 100000.0 }}|{{ 1000000.0 }}|{{ 21000000.0 }}",
      "1 2a3 4|a 1\n|<nil>|1|1e+100|100000|1e+06|2.1e+07"),
    Case(
      "{{ html \"<a href='x'>\" }}|{{ js \"it's <b>\" }}|{{ urlquery \"a b&c\" }}",
      "&lt;a href=&#39;x&#39;&gt;|it\\'s \\u003Cb\\u003E|a+b%26c"),
    Case(
      "{{ range $i, $v := list \"a\" \"b\" }}{{ $i }}{{ $v }}{{ else }}none{{ end }}|{{ range $k, $v := dict \"b\" 1 \"a\" 2 }}{{ $k }}{{ $v }}{{ end }}|{{ range list }}x{{ else }}none{{ end }}|{{ range 3 }}{{ . }}{{ end }}|{{ range $i := 2 }}{{ $i }}{{ end }}",
      "0a1b|a2b1|none|012|01"),
    Case(
      "{{ range list 1 2 3 4 }}{{ if eq . 2 }}{{ continue }}{{ end }}{{ if eq . 4 }}{{ break }}{{ end }}{{ . }}{{ end }}",
      "13"),
    Case(
      "{{ range $i, $v := 3 }}{{ end }}",
      "error: template: gotpl:1:19: executing \"gotpl\" at <3>: can't use 3 to iterate over more than one variable"),
    Case(
      "{{ with 5 }}{{ . }}{{ else }}n{{ end }}|{{ with nil }}x{{ else with 3 }}{{ . }}{{ end }}",
      "error: template: gotpl:1:48: executing \"gotpl\" at <nil>: nil is not a command"),
    Case("{{ \"str\".foo }}", "error: template: gotpl:1: unexpected . after term \"\\\"str\\\"\""),
    Case(
      "{{ (print \"s\").foo }}",
      "error: template: gotpl:1:10: executing \"gotpl\" at <\"s\">: can't evaluate field foo in type string"),
    Case(
      "{{ $x := 1 }}{{ $x.foo }}",
      "error: template: gotpl:1:18: executing \"gotpl\" at <$x.foo>: can't evaluate field foo in type int"),
    Case("{{ foo }}", "error: template: gotpl:1: function \"foo\" not defined"),
    Case("{{ if }}x{{ end }}", "error: template: gotpl:1: missing value for if"),
    Case("{{ if true }}x", "error: template: gotpl:1: unexpected EOF"),
    Case("{{ end }}", "error: template: gotpl:1: unexpected {{end}}"),
    Case("{{ $undefined }}", "error: template: gotpl:1: undefined variable \"$undefined\""),
    Case(
      "{{ template \"nope\" }}",
      "error: template: gotpl:1:12: executing \"gotpl\" at <{{template \"nope\"}}>: template \"nope\" not defined"),
    Case("{{ 1 | 2 }}", "error: template: gotpl:1: non executable command in pipeline stage 2"),
    Case(
      "{{ (1) 2 }}", "error: template: gotpl:1:3: executing \"gotpl\" at <(1) 2>: can't give argument to non-function 1"
    ),
    Case("{{ nil }}", "error: template: gotpl:1:3: executing \"gotpl\" at <nil>: nil is not a command"),
    Case("{{ . | nil }}", "error: template: gotpl:1: non executable command in pipeline stage 2"),
    Case("{{ \"abc }}", "error: template: gotpl:1: unterminated quoted string"),
    Case("{{ 'ab' }}", "error: template: gotpl:1: malformed character constant: 'ab'"),
    Case("{{ 1__0 }}", "error: template: gotpl:1: illegal number syntax: \"1__0\""),
    Case("{{ 99999999999999999999 }}", "error: template: gotpl:1: integer overflow: \"99999999999999999999\""),
    Case("{{ break }}", "error: template: gotpl:1: {{break}} outside {{range}}"),
    Case("{{ else }}", "error: template: gotpl:1: unexpected {{else}}"),
    Case("{{ range . }}{{ else if . }}{{ end }}", "error: template: gotpl:1: unexpected <if> in input"),
    Case(
      "{{ define \"x\" }}a{{ end }}{{ define \"x\" }}b{{ end }}",
      "error: template: gotpl:1: template: multiple definition of template \"x\""),
    Case(
      "{{ include \"none\" . }}",
      "error: template: gotpl:1:3: executing \"gotpl\" at <include \"none\" .>: error calling include: template: no template \"none\" associated with template \"gotpl\""
    ),
    Case(
      "{{ set nil \"a\" 1 }}",
      "error: template: gotpl:1:3: executing \"gotpl\" at <set nil \"a\" 1>: error calling set: assignment to entry in nil map"
    ),
    Case("{{ /* c */ }}|{{- /* d */ -}} x", "error: template: gotpl:1: unexpected \"/\" in command"),
    Case(
      "{{ ternary 1 2 \"x\" }}",
      "error: template: gotpl:1:15: executing \"gotpl\" at <\"x\">: expected bool; found \"x\""),
    Case("{{ list 1 2 | first | add 3 }}|{{ (list 1 2 | last) }}|{{ (dict \"a\" (dict \"b\" 5)).a.b }}", "4|2|5"),
    Case("{{ $a := 1 }}{{ if true }}{{ $a = 2 }}{{ $b := 3 }}{{ end }}{{ $a }}", "2"),
    Case(
      "{{ int64 5 | toString | len }}|{{ toString 1.0 }}|{{ toString (list \"a\") }}|{{ kindOf (toString 1) }}",
      "1|1|[a]|string"),
    Case(
      "{{ \"a b\" | splitList \" \" | join \"-\" }}|{{ randAlphaNum 5 | len }}|{{ uuidv4 | len }}|{{ randInt 1 2 }}",
      "a-b|5|36|1"),
  ]
}
