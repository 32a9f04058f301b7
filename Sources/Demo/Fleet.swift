/// The repositories that the demo pushes: a fleet laid out by region and concern, and the app that one of its
/// components deploys.
enum Fleet {
  static let region = "eu-west"
  static let concerns = [
    "flux-system", "network", "security", "database", "middleware", "storage", "observability", "autoscaling",
    "workplace", "organizations",
  ]

  /// The files of the fleet: every concern has its namespace and settings; `workplace` has the pair that deploys the
  /// shop.
  static func files(shopURL: String) -> [String: String] {
    var files: [String: String] = [:]
    for concern in concerns {
      let folder = "clusters/\(region)/\(concern)"
      let extra = concern == "workplace" ? ["shop.yaml"] : []
      files["\(folder)/kustomization.yaml"] = kustomization(["settings.yaml"] + extra)
      files["\(folder)/settings.yaml"] = settings(concern)
    }
    files["clusters/\(region)/workplace/shop.yaml"] = pair(shopURL: shopURL)
    files["clusters/\(region)/kustomization.yaml"] = kustomization(concerns)
    return files
  }

  private static func kustomization(_ resources: [String]) -> String {
    "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n"
      + resources.map { "  - \($0)\n" }.joined()
  }

  private static func settings(_ concern: String) -> String {
    """
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: \(concern)-settings
      namespace: fleet
    data:
      region: \(region)
      concern: \(concern)

    """
  }

  /// The pair that a platform writes for every component.
  private static func pair(shopURL: String) -> String {
    """
    apiVersion: source.toolkit.fluxcd.io/v1
    kind: GitRepository
    metadata:
      name: shop
      namespace: fleet
    spec:
      interval: 5m
      url: \(shopURL)
      ref:
        branch: main
      secretRef:
        name: gitea-token
    ---
    apiVersion: kustomize.toolkit.fluxcd.io/v1
    kind: Kustomization
    metadata:
      name: shop
      namespace: fleet
    spec:
      interval: 10m
      targetNamespace: shop
      sourceRef:
        kind: GitRepository
        name: shop
      path: ./deploy/prod
      prune: true
      wait: true
      timeout: 2m
      healthChecks:
        - apiVersion: apps/v1
          kind: Deployment
          name: web
          namespace: shop

    """
  }

  /// The pair that brings the fleet itself.
  static func root(fleetURL: String) -> String {
    """
    apiVersion: source.toolkit.fluxcd.io/v1
    kind: GitRepository
    metadata:
      name: fleet
      namespace: fleet
    spec:
      interval: 5m
      url: \(fleetURL)
      ref:
        branch: main
      secretRef:
        name: gitea-token
    ---
    apiVersion: kustomize.toolkit.fluxcd.io/v1
    kind: Kustomization
    metadata:
      name: fleet
      namespace: fleet
    spec:
      interval: 10m
      sourceRef:
        kind: GitRepository
        name: fleet
      path: ./clusters/\(region)
      prune: true

    """
  }

  /// What lets a pipeline say that there is something to fetch.
  static func receiver(token: String) -> String {
    """
    apiVersion: v1
    kind: Secret
    metadata:
      name: webhook-token
      namespace: fleet
    stringData:
      token: \(token)
    ---
    apiVersion: notification.toolkit.fluxcd.io/v1
    kind: Receiver
    metadata:
      name: shop
      namespace: fleet
    spec:
      type: generic
      secretRef:
        name: webhook-token
      resources:
        - kind: GitRepository
          name: shop

    """
  }

  static let shop: [String: String] = [
    "deploy/base/kustomization.yaml": """
    resources:
      - web.yaml
      - service.yaml
    labels:
      - pairs: {app.kubernetes.io/part-of: shop}

    """,
    "deploy/base/web.yaml": """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: web
    spec:
      replicas: 1
      selector:
        matchLabels: {app: web}
      template:
        metadata:
          labels: {app: web}
        spec:
          containers:
            - name: web
              image: registry.local/shop/web:1.0.0
              ports:
                - containerPort: 8080

    """,
    "deploy/base/service.yaml": """
    apiVersion: v1
    kind: Service
    metadata:
      name: web
    spec:
      selector: {app: web}
      ports:
        - port: 80
          targetPort: 8080

    """,
    "deploy/prod/kustomization.yaml": prod(tag: "1.0.0", extra: ["banner.yaml"]),
    "deploy/prod/banner.yaml": """
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: banner
    data:
      text: opening soon

    """,
  ]

  static func prod(tag: String, extra: [String] = []) -> String {
    let resources = (["../base"] + extra).map { "  - \($0)\n" }.joined()
    return """
      resources:
      \(resources)images:
        - name: registry.local/shop/web
          newTag: \(tag)
      replicas:
        - name: web
          count: 3

      """
  }
}
