# check: taint/guest not-placed
kubectl create -f - <<'E'
apiVersion: v1
kind: Pod
metadata: {name: guest}
spec:
  nodeSelector: {kubernetes.io/hostname: k8smaster}
  containers:
  - {name: web, image: nginx}
E
! wait 5
