import JSON
import OperatorKit
import Testing

@Suite("Normalization")
struct NormalizationTests {
  func normalized(_ text: String) -> DynamicObject {
    var object = manifest(text)
    Normalization.normalize(&object)
    return object
  }

  @Test("K-12-04 a missing protocol is TCP on services and in pod templates")
  func protocols() {
    let service = normalized(
      #"{"apiVersion":"v1","kind":"Service","metadata":{"name":"x"},"spec":{"ports":[{"port":1},{"port":1,"protocol":"UDP"}]}}"#
    )
    #expect(service.json[path: "spec", "ports"] == [["port": 1, "protocol": "TCP"], ["port": 1, "protocol": "UDP"]])
    let job = normalized(
      #"{"apiVersion":"batch/v1","kind":"CronJob","metadata":{"name":"x"},"spec":{"jobTemplate":{"spec":{"template":{"spec":{"containers":[{"name":"a","ports":[{"containerPort":1}]}],"initContainers":[{"ports":[{"containerPort":2,"protocol":""}]}]}}}}}}"#
    )
    let pod = job.json[path: "spec", "jobTemplate", "spec", "template", "spec"]
    #expect(pod?["containers"]?[0]?["ports"] == [["containerPort": 1, "protocol": "TCP"]])
    #expect(pod?["initContainers"]?[0]?["ports"] == [["containerPort": 2, "protocol": "TCP"]])
  }

  @Test("K-12-04 stringData is folded into data and wins over it")
  func secret() {
    let secret = normalized(
      #"{"apiVersion":"v1","kind":"Secret","metadata":{"name":"x"},"data":{"a":"YQ==\n","b":"eg=="},"stringData":{"b":"b"}}"#
    )
    #expect(secret.json["data"] == ["a": "YQ==", "b": "Yg=="])
    #expect(secret.json["stringData"] == nil)
  }

  @Test("K-12-04 creation time and status go, but not the status of a definition")
  func leftovers() {
    let map = normalized(
      #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x","creationTimestamp":null},"data":null,"status":{}}"#
    )
    #expect(map.json == manifest(#"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x"}}"#).json)
    let definition = normalized(
      #"{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"x","creationTimestamp":"2020-01-01T00:00:00Z"},"status":{"a":1}}"#
    )
    #expect(definition.json["status"] == ["a": 1])
    #expect(definition.json[path: "metadata", "creationTimestamp"] == nil)
  }

  @Test("K-12-05 roles and custom objects keep what they say")
  func untouched() {
    let role = normalized(
      #"{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role","metadata":{"name":"x"},"rules":null}"#)
    #expect(role.json["rules"]?.isNull == true)
    let custom = normalized(#"{"apiVersion":"example.org/v1","kind":"Foo","metadata":{"name":"x"},"spec":{"a":null}}"#)
    #expect(custom.json[path: "spec", "a"]?.isNull == true)
    let deployment = normalized(
      #"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"x"},"spec":{"template":{"metadata":{"creationTimestamp":null}}}}"#
    )
    #expect(deployment.json[path: "spec", "template", "metadata"] == [:])
  }

  @Test(
    "K-12-05 an invalid certificate bundle is left out of a definition", arguments: ["Cg==", "not base64", "PGNhPg=="])
  func certificateBundle(bundle: String) {
    let text = { (bundle: String) in
      #"{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"x"},"spec":{"conversion":{"webhook":{"clientConfig":{"caBundle":"\#(bundle)","url":"u"}}}}}"#
    }
    #expect(
      normalized(text(bundle)).json[path: "spec", "conversion", "webhook", "clientConfig"] == ["url": "u"])
  }

  @Test("resource quantities written as numbers become strings")
  func quantities() {
    let pod = normalized(
      #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"x"},"spec":{"containers":[{"resources":{"limits":{"cpu":1,"memory":"1Gi"}}}]}}"#
    )
    #expect(pod.json[path: "spec", "containers"]?[0]?["resources"]?["limits"] == ["cpu": "1", "memory": "1Gi"])
  }

  @Test("K-12-06 lists are expanded, empty documents and build configuration dropped")
  func documents() {
    let list = manifest(
      #"{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"A","metadata":{"name":"a"}},{"apiVersion":"v1","kind":"BList","items":[{"apiVersion":"v1","kind":"B","metadata":{"name":"b"}}]},{"kind":"C","metadata":{"name":"c"}}]}"#
    )
    #expect(ManifestDocuments.objects(in: list.json).map(\.subject) == ["A/a", "B/b"])
    #expect(ManifestDocuments.objects(in: .null).isEmpty)
    #expect(ManifestDocuments.objects(in: [:]).isEmpty)
    #expect(ManifestDocuments.objects(in: "text").isEmpty)
    let build = #"{"apiVersion":"kustomize.config.k8s.io/v1beta1","kind":"Kustomization","metadata":{"name":"x"}}"#
    #expect(ManifestDocuments.objects(in: manifest(build).json).isEmpty)
    let ours = #"{"apiVersion":"example.org/v1","kind":"Kustomization","metadata":{"name":"x"}}"#
    #expect(ManifestDocuments.objects(in: manifest(ours).json).count == 1)
  }
}
