"""kubectl remembers custom resources after their definition is gone."""

DEFINITION = """apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: crontabs.stable.example.com}
spec:
  group: stable.example.com
  scope: Namespaced
  names: {plural: crontabs, singular: crontab, kind: CronTab, shortNames: [ct]}
  versions:
  - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}
"""
GONE = (
    'Error from server (NotFound): Unable to list "stable.example.com/v1, Resource=crontabs": the '
    "server could not find the requested resource (get crontabs.stable.example.com)\n"
)


def test_the_server_refuses_what_is_only_remembered(terminal):
    terminal.run("kubectl apply -f -; sleep 3", DEFINITION)
    assert terminal.run("kubectl get ct")[0] == 0
    terminal.run("kubectl delete crd crontabs.stable.example.com")
    assert terminal.run("kubectl get ct") == (1, "", GONE)
    assert terminal.run("kubectl get ct one")[0] == 1
    words = 'error: the server doesn\'t have a resource type "nosuch"\n'
    assert terminal.run("kubectl get nosuch") == (1, "", words)
    words = 'error: the server doesn\'t have a resource type "ct"\n'
    assert terminal.run("kubectl get ct") == (1, "", words)


def test_a_spoilt_file_is_no_memory(terminal):
    terminal.run("mkdir -p ~/.kube/cache/discovery")
    for text in ("[{", '[{"plural": 1}]', "{}", '[["ct"]]'):
        terminal.run("cat > ~/.kube/cache/discovery/customresources.json", text)
        assert terminal.run("kubectl get ct")[0] == 1
