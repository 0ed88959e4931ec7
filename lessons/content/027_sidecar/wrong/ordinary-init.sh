# check: start/both status-not-seen
kubectl create -f - <<'E'
apiVersion: v1
kind: Pod
metadata: {name: app}
spec:
  restartPolicy: Never
  initContainers:
  - {name: log, image: busybox, command: ["sleep", "100000"]}
  containers:
  - {name: work, image: busybox, command: ["sleep", "10"]}
E
! wait 20
