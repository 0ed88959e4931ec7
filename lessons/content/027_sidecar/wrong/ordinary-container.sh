# check: end/done field-differs
kubectl create -f - <<'E'
apiVersion: v1
kind: Pod
metadata: {name: app}
spec:
  restartPolicy: Never
  containers:
  - {name: log, image: busybox, command: ["sh", "-c", "sleep 100000"]}
  - {name: work, image: busybox, command: ["sleep", "10"]}
E
! wait 30
